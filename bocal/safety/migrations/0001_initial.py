"""The plan and its papers, which were born in the kitchen: its tables stay as they are, with their rows and guards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


STATE = [
    migrations.CreateModel(
        name='Equipment',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('autoclave', 'autoclave'), ('logger', 'enregistreur'), ('ph_meter', 'pH-mètre'), ('thermometer', 'thermomètre'), ('scale', 'balance'), ('cold_room', 'froid'), ('seamer', 'capsuleuse ou sertisseuse'), ('other', 'autre')], max_length=12)),
            ('name', models.CharField(max_length=80, unique=True)),
            ('serial', models.CharField(blank=True, max_length=80)),
            ('calibrated_until', models.DateField(blank=True, null=True)),
            ('inspected_until', models.DateField(blank=True, null=True)),
            ('requalified_until', models.DateField(blank=True, null=True)),
            ('note', models.CharField(blank=True, max_length=300)),
            ('active', models.BooleanField(default=True)),
            ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place')),
        ],
        options={
            'db_table': 'kitchen_equipment',
            'ordering': ('kind', 'name'),
        },
    ),
    migrations.CreateModel(
        name='Training',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('topic', models.CharField(choices=[('operate', 'conduite d’un appareil'), ('hygiene', 'hygiène'), ('allergens', 'allergènes'), ('cleaning', 'nettoyage'), ('other', 'autre')], max_length=12)),
            ('done_on', models.DateField()),
            ('until', models.DateField(blank=True, null=True)),
            ('by', models.CharField(max_length=120)),
            ('reference', models.CharField(blank=True, max_length=120)),
            ('made_at', models.DateTimeField()),
            ('key', models.CharField(max_length=64, unique=True)),
            ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('equipment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='safety.equipment')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'db_table': 'kitchen_training',
            'ordering': ('-done_on', '-pk'),
        },
    ),
    migrations.CreateModel(
        name='Upkeep',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('calibration', 'étalonnage ou vérification'), ('inspection', 'inspection périodique'), ('requalification', 'requalification périodique'), ('repair', 'réparation')], max_length=15)),
            ('done_on', models.DateField()),
            ('until', models.DateField(blank=True, null=True)),
            ('by', models.CharField(max_length=120)),
            ('reference', models.CharField(blank=True, max_length=120)),
            ('made_at', models.DateTimeField()),
            ('key', models.CharField(max_length=64, unique=True)),
            ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('equipment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='upkeeps', to='safety.equipment')),
        ],
        options={
            'db_table': 'kitchen_upkeep',
            'ordering': ('-done_on', '-pk'),
        },
    ),
    migrations.CreateModel(
        name='ControlPoint',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('rank', models.PositiveIntegerField(default=100)),
            ('topic', models.CharField(choices=[('cold', 'froid'), ('water', 'eau de refroidissement'), ('cleaning', 'nettoyage'), ('glass', 'casse de verre'), ('meter', 'étalonnage du jour'), ('papers', 'appareils à jour'), ('closure', 'fermeture'), ('vacuum', 'vide'), ('ph', 'pH'), ('visual', 'aspect'), ('metal', 'corps étrangers'), ('incubation', 'étuve'), ('pests', 'nuisibles'), ('training', 'formation'), ('other', 'autre')], max_length=12)),
            ('what', models.CharField(max_length=120)),
            ('every', models.CharField(choices=[('day', 'chaque jour'), ('week', 'chaque semaine'), ('month', 'chaque mois'), ('batch', 'à chaque lot'), ('reception', 'à chaque réception')], max_length=10)),
            ('goods', models.CharField(choices=[('all', 'tout ce qui se fabrique'), ('jars', 'les bocaux'), ('prepared', 'la légumerie : ce qui se fait au poids')], default='all', max_length=10)),
            ('low', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
            ('high', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
            ('unit', models.CharField(blank=True, max_length=20)),
            ('desk', models.CharField(choices=[('direction', 'direction'), ('products', 'produits et producteurs'), ('reception', 'réception'), ('production', 'cuisine'), ('quality', 'contrôle et libération'), ('sales', 'ventes'), ('point', 'point de retrait'), ('accounts', 'factures'), ('producer', 'ferme'), ('customer', 'client')], max_length=20)),
            ('corrective', models.CharField(max_length=400)),
            ('source', models.CharField(blank=True, max_length=200)),
            ('blocks', models.BooleanField(default=False)),
            ('celsius', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
            ('days', models.PositiveIntegerField(blank=True, null=True)),
            ('ratio_most', models.PositiveIntegerField(blank=True, null=True)),
            ('since', models.DateField()),
            ('active', models.BooleanField(default=True)),
            ('equipment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='safety.equipment')),
        ],
        options={
            'db_table': 'kitchen_controlpoint',
            'ordering': ('rank', 'pk'),
            'constraints': [models.CheckConstraint(condition=models.Q(('low', None), ('high', None), ('low__lte', models.F('high')), _connector='OR'), name='control_point_possible')],
        },
    ),
]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0005_raw_days'),
        ('kitchen', '0010_prepared'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.SeparateDatabaseAndState(state_operations=STATE)]
