# One colour for each engine, in every chart: Okabe and Ito's palette, which readers with the common
# forms of colour blindness can tell apart. https://jfly.uni-koeln.de/color/
color_seat         = 0x0072B2
color_workflow     = 0x009E73
color_capacity     = 0xE69F00
color_usage        = 0x56B4E9
color_add_on       = 0xCC79A7
color_outcome      = 0xF0E442
color_price        = 0x8C8C8C
color_discount     = 0xB3B3B3
color_contraction  = 0xD55E00
color_churn        = 0xD55E00
color_reactivation = 0x56B4E9
color_total        = 0x7A7A7A
color_whisker      = 0x000000
color_band         = 0x0072B2
color_text         = 0x262626
color_quiet        = 0x6B6B6B
color_grid         = 0xDDDDDD

set encoding utf8
set border 3 lc rgb color_quiet lw 1
set tics nomirror out scale 0.6 textcolor rgb color_text
set grid ytics lt 1 lw 0.7 lc rgb color_grid
set bmargin at screen 0.16
set tmargin at screen 0.815
set lmargin at screen 0.09
set rmargin at screen 0.965
