"""What every room stands on: events, outbox, jobs, files, tables, search, time; no noun of the trade."""
