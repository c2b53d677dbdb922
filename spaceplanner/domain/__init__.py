"""What a project is: values, catalogue types, results, edits and checks. Knows no file, no window, no analysis."""
