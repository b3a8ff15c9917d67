module init_order_across_packages

go 1.22
