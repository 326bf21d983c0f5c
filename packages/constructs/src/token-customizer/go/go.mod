module token-customizer

go 1.22
