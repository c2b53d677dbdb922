"""The open document: history, inputs, evaluation, tasks, settings. No Qt."""
