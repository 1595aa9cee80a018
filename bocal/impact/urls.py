from django.urls import path

from bocal.impact.pages import (
    answer,
    chosen_words,
    compare_paper,
    consultation,
    consultation_link,
    consultation_new,
    consultations,
    flower,
    flower_compare,
    flower_edit,
    flower_new,
    flower_paper,
    home,
    key_sheet,
    paper,
    petal,
    petal_edit,
    project_report,
    questionnaire,
    season,
    table,
    table_sheet,
)

app_name = "impact"
urlpatterns = [
    path("", home.home, name="home"),
    path("page.pdf", paper.paper, name="paper"),
    path("projets/<int:pk>/", project_report.project_report, name="project_report"),
    path("projets/<int:pk>/rapport-<str:form>.pdf", project_report.project_paper, name="project_paper"),
    path("projets/<int:pk>/rapport.<str:kind>", project_report.project_table, name="project_table"),
    path("projets/<int:pk>/preuves/<str:code>/", project_report.project_evidence, name="project_evidence"),
    path("projets/<int:pk>/gardes/", project_report.project_kept, name="project_kept"),
    path("projets/<int:pk>/gardes/<int:report>/", project_report.project_compared, name="project_compared"),
    path("projets/<int:pk>/gardes/<int:report>/rapport.pdf", project_report.project_kept_pdf, name="project_kept_pdf"),
    path("gamme/", season.season, name="season"),
    path("tableau.csv", table.table, name="table"),
    path("fleur/", flower.flower, name="flower"),
    path("fleur/<int:pk>/", flower.flower, name="flower"),
    path("fleur/<int:pk>/fleur.pdf", flower_paper.flower_paper, name="flower_paper"),
    path("fleur/<int:pk>/modifier/", flower_edit.flower_edit, name="flower_edit"),
    path("fleur/<int:pk>/petale/<int:petal>/", petal.petal, name="petal"),
    path("fleur/nouvelle/", flower_new.flower_new, name="flower_new"),
    path("fleur/petale/<int:pk>/", petal_edit.petal_edit, name="petal_edit"),
    path("fleur/comparer/", flower_compare.flower_compare, name="flower_compare"),
    path("fleur/comparer/fleurs.pdf", compare_paper.compare_paper, name="compare_paper"),
    path("fleur/consultations/", consultations.consultations, name="consultations"),
    path("fleur/consultations/nouvelle/", consultation_new.consultation_new, name="consultation_new"),
    path("fleur/consultations/<int:pk>/", consultation.consultation, name="consultation"),
    path("fleur/consultations/<int:pk>/paroles/", chosen_words.chosen_words, name="chosen_words"),
    path(
        "fleur/consultations/<int:pk>/<str:public>/lien/", consultation_link.consultation_link, name="consultation_link"
    ),
    path(
        "fleur/consultations/<int:pk>/<str:public>/questionnaire.pdf", questionnaire.questionnaire, name="questionnaire"
    ),
    path("fleur/consultations/<int:pk>/<str:public>/saisir/", key_sheet.key_sheet, name="key_sheet"),
    path("fleur/consultations/<int:pk>/<str:public>/table/", table_sheet.table_sheet, name="table_sheet"),
    path("fleur/repondre/<str:token>/", answer.answer, name="answer"),
]
