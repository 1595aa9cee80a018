from django.db import migrations, models

from bocal.directory.migrations._aside import around


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_photos'),
    ]

    operations = around(
        migrations.AddField(
            model_name='item',
            name='non_organic_reference',
            field=models.CharField(blank=True, max_length=200),
        ),
    )
