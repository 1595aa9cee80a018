"""Which labels are ready: the products with their words, and the latest lots to label."""

from django.http import HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.kitchen import reads


@enter(Desk.PRODUCTION, Desk.PRODUCTS, Desk.QUALITY, Desk.DIRECTION)
def labels(request: Request) -> HttpResponse:
    context = {"products": reads.labelled(), "lots": reads.latest_lots(), "policy": reads.label_policy()}
    return render(request, "kitchen/pages/labels.html", context)
