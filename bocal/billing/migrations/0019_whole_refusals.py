from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0018_mandates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='batchline',
            name='refusal',
            field=models.CharField(blank=True, max_length=1000),
        ),
    ]
