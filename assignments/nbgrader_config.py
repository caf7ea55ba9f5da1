"""nbgrader's settings for this course: `./lab assignments` and nbgrader's own commands read them."""

c = get_config()  # noqa: F821  nbgrader puts it here

# A stub that compiles where an answer belongs, in a cell as in the body of a method.
c.ClearSolutions.code_stub = {
    "java": "// YOUR CODE HERE\n"
    'throw new UnsupportedOperationException("not implemented yet: your answer goes here");'
}

# Returned to students: with their points and comments, without what the tests hide.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Limits on a student's code, in `./lab assignments grade`.
c.Limits.seconds_per_cell = 30
c.Limits.seconds_per_notebook = 180
c.Limits.megabytes_of_memory = 2500
c.Limits.megabytes_of_output = 10
c.Limits.megabytes_per_file = 200

# The same limit where nbgrader itself runs a notebook (Validate, autograde).
c.Execute.timeout = 30
