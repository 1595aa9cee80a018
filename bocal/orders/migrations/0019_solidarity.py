from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_baskets")]

    operations = [
        migrations.AddField("basket", "level_bp", models.SmallIntegerField(db_default=0, default=0)),
        migrations.AddField("order", "level_bp", models.SmallIntegerField(db_default=0, default=0)),
        migrations.AddField("saleround", "solidarity_bp", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("saleround", "support_bp", models.PositiveSmallIntegerField(db_default=0, default=0)),
    ]
