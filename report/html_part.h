/* What html.c and html_style.c share. Internal to report/. */
#ifndef NDRSIM_REPORT_HTML_PART_H
#define NDRSIM_REPORT_HTML_PART_H

extern const char ndrsim_html_style[];

#endif
