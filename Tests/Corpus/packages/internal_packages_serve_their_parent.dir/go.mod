module internal_packages_serve_their_parent

go 1.22
