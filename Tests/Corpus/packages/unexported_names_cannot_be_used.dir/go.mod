module unexported_names_cannot_be_used

go 1.22
