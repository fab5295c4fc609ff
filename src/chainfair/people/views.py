"""Pages to sign in and out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from sesame.utils import get_user

from chainfair.people import queries
from chainfair.people.access import person_of, public, signed_in
from chainfair.people.actions import send_sign_in_link, set_password, use_sign_in_link
from chainfair.people.errors import LinkUsed
from chainfair.people.forms import LinkForm, PasswordForm, SignInForm
from chainfair.people.models import Person

_login = LoginView.as_view(template_name="people/sign_in.html", authentication_form=SignInForm)


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    response: Any = _login(request)
    if hasattr(response, "context_data") and response.context_data is not None:
        response.context_data["link_form"] = LinkForm(prefix="link")
    return response  # type: ignore[no-any-return]


@public
@require_POST
def send_link(request: HttpRequest) -> HttpResponse:
    form = LinkForm(request.POST, prefix="link")
    if not form.is_valid():
        return render(request, "people/sign_in.html", {"form": SignInForm(request), "link_form": form})
    person = queries.find_person(form.cleaned_data["email"])
    if person is not None:
        send_sign_in_link(
            person=person,
            link=request.build_absolute_uri(queries.sign_in_path(person)),
            title=_("Your sign-in link"),
            text=_("Open this link within seven days to sign in; it works once:"),
            now=timezone.now(),
        )
    messages.success(request, _("If there is an account with this address, a link is on its way."))
    return redirect("people:sign_in")


@public
def follow_link(request: HttpRequest) -> HttpResponse:
    person = get_user(request, scope=request.GET.get("link", ""))
    if not isinstance(person, Person):
        return _over(request)
    try:
        use_sign_in_link(person=person, token=request.GET["sesame"], now=timezone.now())
    except LinkUsed:
        return _over(request)
    login(request, person, backend="sesame.backends.ModelBackend")
    then = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure())
    return redirect(then if here else "desk:home")


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "people/link_over.html", {"link_form": LinkForm(prefix="link")}, status=403)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("desk:home")


@signed_in
def password(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    assert person is not None  # the verdict above lets nobody else in
    form = PasswordForm(person, request.POST or None)
    if form.is_valid():
        set_password(
            person=person, password=form.cleaned_data["new_password1"], by=person, now=timezone.now()
        )
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, _("The new password is in force."))
        return redirect("desk:home")
    return render(request, "people/password.html", {"form": form})
