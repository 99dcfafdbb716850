"""What the document management system gives and takes: uploads, jobs, labels, deletions, changes."""
