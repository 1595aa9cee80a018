"""The steps of the rounds that are there, from the two moments that said the same: when they were closed, when letters
left. A round that nobody closed is planned; the clock's first minute takes it where it should be."""

from django.db import migrations


def write(apps, schema_editor):
    SaleRound = apps.get_model("orders", "SaleRound")
    RoundStep = apps.get_model("orders", "RoundStep")
    for sale in SaleRound.objects.order_by("pk").iterator():
        steps = [("planned", sale.opens_at)]
        if sale.closed_at is not None:
            steps += [("open", sale.opens_at), ("frozen", sale.closed_at)]
            sale.state = "frozen"
        if sale.told_at is not None:
            steps.append(("told", sale.told_at))
        RoundStep.objects.bulk_create(
            RoundStep(sale=sale, number=n, step=step, at=at) for n, (step, at) in enumerate(steps, 1)
        )
        sale.since = sale.opens_at if sale.closed_at is None else sale.closed_at
        sale.freezes_at = sale.closes_at
        sale.save(update_fields=["state", "since", "freezes_at"])


def unwrite(apps, schema_editor):
    SaleRound = apps.get_model("orders", "SaleRound")
    RoundStep = apps.get_model("orders", "RoundStep")
    for step in RoundStep.objects.filter(step__in=["frozen", "cancelled"]):
        SaleRound.objects.filter(pk=step.sale_id).update(closed_at=step.at)
    for step in RoundStep.objects.filter(step="told"):
        SaleRound.objects.filter(pk=step.sale_id).update(told_at=step.at)


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_rhythms")]
    operations = [migrations.RunPython(write, unwrite)]
