module embedded_types_of_another_package

go 1.22
