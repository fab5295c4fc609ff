"""Chains as versioned graphs, product codes, and where organisations stand on them."""

from typing import Any, ClassVar

from django.db import models

from chainfair.chains.kinds import ChainState, CodeSystem, Disclosure, FactState, Intent
from chainfair.organisations.models import Organisation


class ProductCode(models.Model):
    """A code of goods (HS 2022, two to six digits) or services (ISIC 4)."""

    system = models.CharField(max_length=10, choices=CodeSystem.pairs())
    code = models.CharField(max_length=10)
    title_en = models.TextField()
    title_zh = models.TextField(blank=True)
    upstreamness = models.FloatField(null=True)  # distance from final demand (Antràs et al. 2012)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["system", "code"], name="product_code_once")]

    def __str__(self) -> str:
        return self.code


class Chain(models.Model):
    """One version of a chain: a directed graph of links joined by flows."""

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=ChainState.pairs(), default=ChainState.DRAFT)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    about_en = models.TextField(blank=True)
    about_zh = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True)  # of the edition that first showed it
    is_service = models.BooleanField(default=False)  # its links attach to every chain
    services: models.ManyToManyField["Link", Any] = models.ManyToManyField(
        "Link", related_name="served_chains"
    )  # shown beneath its map
    service_keys = models.JSONField(default=list)  # as its file names them

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="chain_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="published"), name="chain_published_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Link(models.Model):
    """One activity or product group of a chain."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="links")
    key = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField()  # order in the file, stable between editions
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    codes = models.ManyToManyField(ProductCode, related_name="links")

    class Meta:
        ordering: ClassVar = ["chain_id", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "key"], name="link_key_once")]

    def __str__(self) -> str:
        return self.key


class Flow(models.Model):
    """The output of one link is an input of another."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="flows")
    source = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="flows_out")
    target = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="flows_in")
    what_en = models.CharField(max_length=120, blank=True)
    what_zh = models.CharField(max_length=120, blank=True)
    recycling = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target"], name="flow_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="flow_not_to_itself"),
        ]


class Position(models.Model):
    """An organisation stands on a link."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="positions")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="positions")
    state = models.CharField(max_length=10, choices=FactState.pairs(), default=FactState.CONFIRMED)
    source = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200, blank=True)
    disclosure = models.CharField(max_length=12, choices=Disclosure.pairs(), default=Disclosure.PUBLIC)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "link"], name="position_once")
        ]


class Trade(models.Model):
    """What offers and needs have in common."""

    link = models.ForeignKey(Link, null=True, on_delete=models.PROTECT, related_name="%(class)ss")
    code = models.ForeignKey(ProductCode, null=True, on_delete=models.PROTECT, related_name="%(class)ss")
    text = models.TextField(blank=True)
    text_other = models.TextField(blank=True)  # the same in the other script
    quantity = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    certificates = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True)
    disclosure = models.CharField(max_length=12, choices=Disclosure.pairs(), default=Disclosure.PUBLIC)
    state = models.CharField(max_length=10, choices=FactState.pairs(), default=FactState.CONFIRMED)
    score = models.FloatField(null=True)  # of a suggestion, 0 to 1
    source = models.CharField(max_length=200)
    since = models.DateTimeField()

    class Meta:
        abstract = True


class Offer(Trade):
    """What an organisation supplies."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offers")


class Need(Trade):
    """What an organisation looks for; a scenario is a need for a whole solution."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="needs")
    intent = models.CharField(max_length=20, choices=Intent.pairs(), default=Intent.SUPPLIER)
