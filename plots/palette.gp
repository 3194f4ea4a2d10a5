# One colour for each engine, in every chart: Okabe and Ito's palette, which readers with the common
# forms of colour blindness can tell apart. https://jfly.uni-koeln.de/color/
color_seat         = 0x0072B2
color_workflow     = 0x009E73
color_capacity     = 0xE69F00
color_usage        = 0x56B4E9
color_add_on       = 0xCC79A7
color_outcome      = 0xF0E442
color_price        = 0x6F6F6F
color_discount     = 0x9A9A9A
color_contraction  = 0xE8946A
color_churn        = 0xD55E00
color_reactivation = 0x9CCFC3
# what was there before the engines moved
color_opening      = 0xC3C8CE
color_new          = 0xDFE3E7
color_total        = 0x7A7A7A
# the layers of uncertainty
color_parameter    = 0x5E4B8B
color_economy      = 0x8F7BB5
color_luck         = 0xC2B5DA
# tiers, from the first to the last
tier_from          = 0xD6D0E8
tier_to            = 0x43317A
# scenarios and settings that are compared, the first being what the others are compared with
array option_color[6] = [0x404040, 0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00]
# below and above 100% of NDR, and 100% itself
ndr_below          = '#D55E00'
ndr_even           = '#F7F7F7'
ndr_above          = '#0072B2'
color_whisker      = 0x000000
color_band         = 0x0072B2
color_text         = 0x262626
color_quiet        = 0x5F5F5F
color_grid         = 0xDDDDDD

# the colour a share w of the way from `a` to `b`, channel by channel
mix(a, b, w) = (int((a >> 16 & 255) + w * ((b >> 16 & 255) - (a >> 16 & 255)) + 0.5) << 16) \
  + (int((a >> 8 & 255) + w * ((b >> 8 & 255) - (a >> 8 & 255)) + 0.5) << 8) \
  + int((a & 255) + w * ((b & 255) - (a & 255)) + 0.5)
tier_color(k, n) = mix(tier_from, tier_to, n > 1 ? (k - 1.) / (n - 1.) : 0.5)
