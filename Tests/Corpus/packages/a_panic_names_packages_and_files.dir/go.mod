module a_panic_names_packages_and_files

go 1.22
