"""How the kitchen's tests open its pages and read them."""

import re

from django.test import Client


def by(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer) -> str:
    """What a person reads: no tags, single spaces."""
    body = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", body.replace("&#x27;", "’").replace("&nbsp;", " "))


def undo(answer) -> str:
    """What the confirming message offers to take back."""
    return [message.extra_tags for message in answer.context["messages"]][-1]


def ref(kitchen, lot) -> str:
    return f"{lot.pk}-{kitchen.world.store.pk}"
