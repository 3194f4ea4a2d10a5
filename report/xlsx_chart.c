/* Native charts, which go on living with the cells they are drawn from. */
#include <stdlib.h>
#include <string.h>
#include "report/xlsx_part.h"

#define TEXT_COLOUR 0x262626
#define GRID_COLOUR 0xDDDDDD
#define BLACK 0x000001 /* 0 means "automatic" to the library */

const ndrsim_xlsx_place *ndrsim_xlsx_find(const ndrsim_xlsx *self, const ndrsim_table *table) {
  for (int k = 0; k < self->n_places; k++)
    if (self->place[k].table == table) return &self->place[k];
  return NULL;
}

static uint8_t type_of(ndrsim_figure_kind kind) {
  switch (kind) {
  case NDRSIM_FIGURE_LINE:
    return LXW_CHART_LINE;
  case NDRSIM_FIGURE_COLUMN:
    return LXW_CHART_COLUMN;
  case NDRSIM_FIGURE_BAR:
    return LXW_CHART_BAR;
  case NDRSIM_FIGURE_STACK:
    return LXW_CHART_COLUMN_STACKED;
  case NDRSIM_FIGURE_BAND:
    return LXW_CHART_AREA_STACKED;
  case NDRSIM_FIGURE_NONE:
    break;
  }
  return LXW_CHART_NONE;
}

static lxw_color_t colour(long value) {
  return value == 0 ? BLACK : (lxw_color_t)value;
}

/* Each column of a series in its own colour. */
static void colour_rows(ndrsim_xlsx *self, lxw_chart_series *series, const ndrsim_figure *figure) {
  int rows = ndrsim_table_rows(figure->table);
  lxw_chart_fill *fill = calloc((size_t)rows, sizeof *fill);
  lxw_chart_point *point = calloc((size_t)rows, sizeof *point);
  lxw_chart_point **list = calloc((size_t)rows + 1, sizeof *list);
  if (fill == NULL || point == NULL || list == NULL) {
    self->failed = true;
  } else {
    for (int r = 0; r < rows; r++) {
      fill[r].color = colour(figure->row_colour[r]);
      point[r].fill = &fill[r];
      list[r] = &point[r];
    }
    ndrsim_xlsx_note_error(self, chart_series_set_points(series, list));
  }
  free(fill);
  free(point);
  free(list);
}

static void style(lxw_chart_series *series, const ndrsim_figure *figure, long rgb) {
  if (rgb == NDRSIM_FIGURE_CLEAR) {
    lxw_chart_fill no_fill = {.none = LXW_TRUE};
    lxw_chart_line no_line = {.none = LXW_TRUE};
    chart_series_set_fill(series, &no_fill);
    chart_series_set_line(series, &no_line);
  } else if (figure->kind == NDRSIM_FIGURE_LINE) {
    lxw_chart_line line = {.color = colour(rgb), .width = 2.25f};
    chart_series_set_line(series, &line);
  } else {
    lxw_chart_fill fill = {.color = colour(rgb)};
    chart_series_set_fill(series, &fill);
    if (figure->kind == NDRSIM_FIGURE_BAND) { /* the edges of bands: white lines */
      lxw_chart_line edge = {.color = 0xFFFFFF, .width = 1.0f};
      chart_series_set_line(series, &edge);
    }
  }
}

static void add_series(ndrsim_xlsx *self, lxw_chart *chart, const ndrsim_xlsx_place *place,
                       const ndrsim_figure *figure, int k) {
  const ndrsim_table *table = figure->table;
  lxw_row_t first = (lxw_row_t)place->head + 1,
            last = first + (lxw_row_t)ndrsim_table_rows(table) - 1;
  lxw_col_t x = (lxw_col_t)figure->x, y = (lxw_col_t)figure->series[k];
  lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
  if (series == NULL) {
    self->failed = true;
    return;
  }
  char name[NDRSIM_XLSX_TEXT];
  ndrsim_xlsx_clean(table->column[y].head, name);
  chart_series_set_categories(series, place->sheet, first, x, last, x);
  chart_series_set_values(series, place->sheet, first, y, last, y);
  chart_series_set_name(series, name);
  style(series, figure, figure->colour[k]);
  if (k == figure->n_series - 1 && figure->row_colour != NULL) colour_rows(self, series, figure);
}

/* Clear series carry the others; the legend would show them as nothing. */
static void set_legend(ndrsim_xlsx *self, lxw_chart *chart, const ndrsim_figure *figure) {
  int16_t hidden[NDRSIM_FIGURE_SERIES + 1];
  int n = 0;
  for (int k = 0; k < figure->n_series; k++)
    if (figure->colour[k] == NDRSIM_FIGURE_CLEAR) hidden[n++] = (int16_t)k;
  hidden[n] = -1;
  if (figure->n_series - n < 2) {
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    return;
  }
  chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  if (n > 0) ndrsim_xlsx_note_error(self, chart_legend_delete_series(chart, hidden));
}

static void set_axes(lxw_chart *chart, const ndrsim_figure *figure) {
  lxw_chart_line grid = {.color = GRID_COLOUR, .width = 0.75f};
  lxw_chart_font font = {.size = 9, .color = TEXT_COLOUR};
  bool bar = figure->kind == NDRSIM_FIGURE_BAR; /* there the axes have changed places */
  lxw_chart_axis *x = bar ? chart->y_axis : chart->x_axis, *y = bar ? chart->x_axis : chart->y_axis;
  if (figure->x_title[0] != '\0') chart_axis_set_name(x, figure->x_title);
  if (figure->y_title[0] != '\0') chart_axis_set_name(y, figure->y_title);
  chart_axis_set_name_font(x, &font);
  chart_axis_set_name_font(y, &font);
  chart_axis_set_num_font(x, &font);
  chart_axis_set_num_font(y, &font);
  chart_axis_major_gridlines_set_line(y, &grid);
  chart_axis_set_num_format(y, "#,##0");
  chart_axis_set_label_position(x, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  if (figure->from_zero) chart_axis_set_min(y, 0);
  if (bar) chart_axis_set_reverse(x); /* the first row on top */
  if (figure->kind == NDRSIM_FIGURE_BAND || figure->kind == NDRSIM_FIGURE_LINE) {
    int rows = ndrsim_table_rows(figure->table);
    if (rows > 18) chart_axis_set_interval_unit(x, rows > 60 ? 12 : 3);
  }
}

bool ndrsim_xlsx_chart(ndrsim_xlsx *self, lxw_worksheet *sheet, int row,
                       const ndrsim_figure *figure) {
  const ndrsim_xlsx_place *place =
      figure->kind != NDRSIM_FIGURE_NONE ? ndrsim_xlsx_find(self, figure->table) : NULL;
  if (place == NULL || figure->n_series == 0 || ndrsim_table_rows(figure->table) == 0) return false;
  lxw_chart *chart = workbook_add_chart(self->book, type_of(figure->kind));
  if (chart == NULL) {
    self->failed = true;
    return false;
  }
  for (int k = 0; k < figure->n_series && !self->failed; k++)
    add_series(self, chart, place, figure, k);
  char title[NDRSIM_XLSX_TEXT], alt[NDRSIM_XLSX_TEXT];
  ndrsim_xlsx_clean(figure->title, title);
  ndrsim_xlsx_clean(figure->alt, alt);
  lxw_chart_font font = {.size = 12, .bold = LXW_TRUE, .color = TEXT_COLOUR};
  chart_title_set_name(chart, title);
  chart_title_set_name_font(chart, &font);
  set_legend(self, chart, figure);
  set_axes(chart, figure);
  bool bars = figure->kind == NDRSIM_FIGURE_STACK || figure->kind == NDRSIM_FIGURE_BAR;
  if (bars) chart_set_series_gap(chart, 40);
  lxw_chart_options options = {.object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                               .x_scale = 1.7,
                               .y_scale = 1.36,
                               .description = alt};
  ndrsim_xlsx_note_error(self,
                         worksheet_insert_chart_opt(sheet, (lxw_row_t)row, 0, chart, &options));
  return true;
}
