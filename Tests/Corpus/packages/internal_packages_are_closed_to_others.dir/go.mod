module internal_packages_are_closed_to_others

go 1.22
