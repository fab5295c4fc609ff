"""The scheme a reader chose: light, dark, or as the device says; kept in a cookie, no account needed."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chainfair.people.access import public

SCHEMES = {"light", "dark"}
A_YEAR = 365 * 24 * 3600


@public
@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen scheme and go back to where the reader was; anything else means “as the device”."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("scheme", "")
    if chosen in SCHEMES:
        response.set_cookie("scheme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("scheme", samesite="Lax")
    return response
