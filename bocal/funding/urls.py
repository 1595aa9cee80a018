from django.urls import path

from bocal.funding.pages import budget, carriers, expense, expense_file, factors, project, project_edit, projects

app_name = "funding"
urlpatterns = [
    path("", projects.projects, name="projects"),
    path("nouveau/", project_edit.project_edit, name="project_new"),
    path("facteurs/", factors.factors, name="factors"),
    path("<int:pk>/", project.project, name="project"),
    path("<int:pk>/modifier/", project_edit.project_edit, name="project_edit"),
    path("<int:pk>/partenaires/", carriers.carriers, name="carriers"),
    path("<int:pk>/budget/", budget.budget, name="budget"),
    path("<int:pk>/depenses/nouvelle/", expense.expense_new, name="expense_new"),
    path("<int:pk>/depenses/<int:expense>/", expense.expense, name="expense"),
    path("depenses/<int:expense>/justificatif", expense_file.expense_file, name="expense_file"),
]
