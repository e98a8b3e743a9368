"""Activity Reports: who wrote them, and their text in each language."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0019_publication_consents'),
        ('mobility', '0020_nomination_email'),
        ('partners', '0007_hand_over_by_reading'),
        ('programs', '0006_results_and_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='public id')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('slug', models.SlugField(editable=False, max_length=120, null=True, unique=True, verbose_name='address part')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'To moderate'), ('published', 'Published'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English'), ('ru', 'Russian')], max_length=2, verbose_name='language')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country of the authors')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='day')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='last sent in')),
                ('first_published_at', models.DateTimeField(editable=False, null=True, verbose_name='first published')),
                ('remarks', models.JSONField(blank=True, default=list, editable=False, verbose_name='remarks')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='saved so many times')),
                ('saved_at', models.DateTimeField(editable=False, null=True, verbose_name='last saved')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activity_reports', to='partners.city', verbose_name='city')),
                ('hosts', models.ManyToManyField(blank=True, related_name='activity_reports', to='partners.institution', verbose_name='host institutions')),
                ('mobility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activity_reports', to='mobility.mobility', verbose_name='mobility')),
                ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activity_reports', to='programs.program', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'Activity Report',
                'verbose_name_plural': 'Activity Reports',
            },
        ),
        migrations.CreateModel(
            name='ActivityReportTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='public id')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English'), ('ru', 'Russian')], max_length=2, verbose_name='language')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                ('search_text', models.TextField(blank=True, editable=False, verbose_name='search key')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('shown', 'Shown')], default='shown', editable=False, max_length=10, verbose_name='state')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='mobility.activityreport', verbose_name='Activity Report')),
                ('translator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activity_report_translations', to='accounts.person', verbose_name='translator')),
            ],
            options={
                'verbose_name': 'text of an Activity Report',
                'verbose_name_plural': 'texts of Activity Reports',
            },
        ),
        migrations.CreateModel(
            name='HistoricalActivityReport',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='public id')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='updated at')),
                ('slug', models.SlugField(editable=False, max_length=120, null=True, verbose_name='address part')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'To moderate'), ('published', 'Published'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English'), ('ru', 'Russian')], max_length=2, verbose_name='language')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country of the authors')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='day')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='last sent in')),
                ('first_published_at', models.DateTimeField(editable=False, null=True, verbose_name='first published')),
                ('remarks', models.JSONField(blank=True, default=list, editable=False, verbose_name='remarks')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('city', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.city', verbose_name='city')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mobility', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mobility.mobility', verbose_name='mobility')),
                ('program', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.program', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'historical Activity Report',
                'verbose_name_plural': 'historical Activity Reports',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalActivityReportTranslation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='public id')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='updated at')),
                ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English'), ('ru', 'Russian')], max_length=2, verbose_name='language')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('shown', 'Shown')], default='shown', editable=False, max_length=10, verbose_name='state')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mobility.activityreport', verbose_name='Activity Report')),
                ('translator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.person', verbose_name='translator')),
            ],
            options={
                'verbose_name': 'historical text of an Activity Report',
                'verbose_name_plural': 'historical texts of Activity Reports',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReportAuthor',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='public id')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='updated at')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('pen_name', models.CharField(blank=True, max_length=100, verbose_name='pen name')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='affiliation as printed')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.person', verbose_name='person')),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mobility.activityreport', verbose_name='Activity Report')),
            ],
            options={
                'verbose_name': 'historical author',
                'verbose_name_plural': 'historical authors',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ReportAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='public id')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('pen_name', models.CharField(blank=True, max_length=100, verbose_name='pen name')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='affiliation as printed')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activity_report_authorships', to='accounts.person', verbose_name='person')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authors', to='mobility.activityreport', verbose_name='Activity Report')),
            ],
            options={
                'verbose_name': 'author',
                'verbose_name_plural': 'authors',
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.AddIndex(
            model_name='activityreport',
            index=models.Index(fields=['status', '-first_published_at', '-id'], name='activity_report_feed'),
        ),
        migrations.AddIndex(
            model_name='activityreport',
            index=models.Index(fields=['city', 'status', '-first_published_at'], name='activity_report_by_city'),
        ),
        migrations.AddIndex(
            model_name='activityreport',
            index=models.Index(fields=['program', 'status', '-first_published_at'], name='activity_report_by_program'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'published', 'returned', 'withdrawn'])), name='activity_report_status'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), models.Q(('first_published_at__isnull', False), ('slug__isnull', False)), _connector='OR'), name='activity_report_published_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'withdrawn']), ('slug__isnull', False), _connector='OR'), name='activity_report_sent_has_address'),
        ),
        migrations.AddConstraint(
            model_name='activityreporttranslation',
            constraint=models.UniqueConstraint(fields=('report', 'language'), name='activity_report_text_once'),
        ),
        migrations.AddConstraint(
            model_name='activityreporttranslation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'shown'])), name='activity_report_text_state'),
        ),
        migrations.AddConstraint(
            model_name='reportauthor',
            constraint=models.UniqueConstraint(fields=('report', 'person'), name='report_author_once'),
        ),
        migrations.AddConstraint(
            model_name='reportauthor',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('pen_name', ''), _negated=True), _connector='OR'), name='report_author_is_somebody'),
        ),
    ]
