import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_raw_days'),
        ('orders', '0011_stalls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Unresolved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('hand_over', 'remise d’une commande'), ('bring', 'apport d’une ferme')], max_length=12)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('noted_at', models.DateTimeField()),
                ('kept_at', models.DateTimeField()),
                ('fields', models.JSONField(default=dict)),
                ('why', models.CharField(max_length=40)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('outcome', models.CharField(choices=[('waiting', 'à décider'), ('written', 'enregistré'), ('left', 'écarté')], default='waiting', max_length=8)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unresolved', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('producer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
                ('sale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unresolved', to='orders.saleround')),
            ],
            options={
                'ordering': ('noted_at', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('producer', None), ('what', 'hand_over')), models.Q(('order', None), ('producer__isnull', False), ('what', 'bring')), _connector='OR'), name='unresolved_about_one')],
            },
        ),
    ]
