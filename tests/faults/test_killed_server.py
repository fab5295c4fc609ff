import sys
import threading
import time
from pathlib import Path

import pytest

from tests.faults.fair import Fair, kill_group, scratch_database

CLIENTS = 6
KILLS = 2
BETWEEN = 2.5  # seconds of load before each kill


@pytest.mark.django_db(transaction=True)
def test_a_server_killed_under_load_loses_no_registration_it_said_yes_to(tmp_path: Path) -> None:
    with scratch_database() as database:
        fair = Fair(tmp_path, database)
        yes: set[str] = set()
        asked: set[str] = set()
        over = threading.Event()

        def visit(client: int) -> None:
            number = 0
            while not over.is_set() and number < 400:
                number += 1
                email = f"visitor{client}-{number}@example.org"
                asked.add(email)
                if fair.register(email):
                    yes.add(email)
                else:
                    time.sleep(0.2)

        clients = [threading.Thread(target=visit, args=(client,)) for client in range(CLIENTS)]
        server = fair.serve()
        for client in clients:
            client.start()
        for _kill in range(KILLS):
            time.sleep(BETWEEN)
            kill_group(server)
            server = fair.serve()
        time.sleep(1)
        over.set()
        for client in clients:
            client.join()
        kill_group(server)
        whole, part = fair.stored()
    told = f"asked {len(asked)}, acknowledged {len(yes)}, stored {len(whole)}, in part {len(part)}"
    sys.stdout.write(f"{told}, killed {KILLS + 1} times\n")
    assert len(yes) > CLIENTS  # there was load
    assert yes - whole == set()
    assert part == set()
