"""The room around the notebooks: opening JupyterLab, dressing it calmly, checking the set-up.

* ``launch`` builds the command that opens the kit and runs it.
* ``labextension`` runs a lesson once when it is opened; it is a comfort and never a condition.
* ``settings`` are JupyterLab's settings for the kit; a person's own settings still win.
* ``saving`` keeps pictures and numbers of a run out of the lesson files.
* ``doctor`` checks the set-up and says in plain words what is wrong.
"""
