/* The page: what a user wrote stays text, pictures do not meet, and nothing comes from outside. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "report/html.h"

static char *picture(const char *svg, const char *key, bool expected) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(ndrsim_html_svg(svg, strlen(svg), key, "a \"label\"", out), expected);
  fclose(out);
  return text;
}

static void names_of_a_picture_get_its_key(void **state) {
  (void)state;
  char *text = picture("<?xml version=\"1.0\"?>\n<!-- c --><svg width='9' viewBox='0 0 9 9' "
                       "onload='x()'><title>t</title><defs><path id='p' d='M0,0'/></defs>"
                       "<use xlink:href='#p' fill='url(#p)' class='box'/>"
                       "<g filter=\"url(#p)\"><text>a &lt; b</text></g></svg>\n",
                       "one", true);
  assert_string_equal(text, "<svg viewBox=\"0 0 9 9\" role=\"img\" aria-label=\"a "
                            "&quot;label&quot;\"><defs><path id=\"one-p\" d=\"M0,0\"/></defs>"
                            "<use href=\"#one-p\" fill=\"url(#one-p)\"/>"
                            "<g filter=\"url(#one-p)\"><text>a &lt; b</text></g></svg>\n");
  free(text);
}

static void only_shapes_and_texts_remain(void **state) {
  (void)state;
  static const char *const svg[] = {
      "<svg><script>alert(1)</script></svg>",
      "<svg><script>if (a < b) alert('</x>')</script></svg>",
      "<svg><a href='http://x/'><text>t</text></a></svg>",
      "<svg><image xlink:href='http://x/y.png'/></svg>",
      "<svg><use xlink:href='http://x/y.svg#z'/></svg>",
      "<svg><rect fill='url(http://x/)' onclick='alert(1)' style='x'/></svg>",
      "<svg><foreignObject><p>t</p></foreignObject><style>*{}</style></svg>",
      "<svg><rect x='\"><script>alert(1)</script>'/></svg>",
      "<svg><SCRIPT>alert(1)</SCRIPT></svg>",
      "<svg><![CDATA[<script>alert(1)</script>]]></svg>",
  };
  for (size_t k = 0; k < sizeof svg / sizeof svg[0]; k++) {
    char *text = picture(svg[k], "k", true);
    static const char *const never[] = {"<script", "<SCRIPT", "http:",   "onclick", "<a ",
                                        "<image",  "<style",  "foreign", "<p>",     "style="};
    for (size_t n = 0; n < sizeof never / sizeof never[0]; n++)
      if (strstr(text, never[n]) != NULL) fail_msg("%s became %s", svg[k], text);
    free(text);
  }
}

/* Cut anywhere, a picture is refused or ends early; nothing is read past its end. */
static void cut_pictures_are_survived(void **state) {
  (void)state;
  static const char svg[] = "<svg viewBox='0 0 1 1'><g id='a'><!-- x --><text>t</text><b c='d'>"
                            "<i/></b></g></svg>";
  for (size_t n = 0; n < sizeof svg; n++) {
    char *copy = malloc(n + 1), *text = NULL;
    size_t size = 0;
    assert_non_null(copy);
    memcpy(copy, svg, n);
    copy[n] = '\0';
    FILE *out = open_memstream(&text, &size);
    bool done = ndrsim_html_svg(copy, n, "k", "l", out);
    fclose(out);
    assert_int_equal(done, n == sizeof svg - 1);
    free(text);
    free(copy);
  }
  free(picture("no picture", "k", false));
}

static char *page(const char *title, const char *cell) {
  static const ndrsim_column column[] = {
      {"name", "Name", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"value", "Value", "%", NDRSIM_FORM_PERCENT, 0},
      {"helper", "Helper", "", NDRSIM_FORM_PERCENT, NDRSIM_COLUMN_HELPER},
  };
  ndrsim_document document;
  ndrsim_error err;
  char *text = NULL;
  size_t size = 0;
  ndrsim_document_init(&document, "test", title);
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_section_say(section, "%s", cell);
  ndrsim_table *table = ndrsim_section_table(section, "t", title, column, 3);
  ndrsim_table_text(table, cell);
  ndrsim_table_number(table, 171.23);
  ndrsim_table_number(table, 55.5);
  ndrsim_section *data = ndrsim_document_section(&document, "data", "Data");
  ndrsim_table *rows = ndrsim_section_table(data, "rows", "Rows", column, 3);
  assert_non_null(rows);
  rows->flags |= NDRSIM_TABLE_DATA;
  FILE *out = open_memstream(&text, &size);
  assert_int_equal(ndrsim_html_write(&document, out, &err), NDRSIM_OK);
  fclose(out);
  ndrsim_document_free(&document);
  return text;
}

static void texts_are_escaped_and_numbers_shown(void **state) {
  (void)state;
  char *text = page("<b> & \"c\"", "=1+1<script>\x80");
  assert_non_null(strstr(text, "<title>&lt;b&gt; &amp; &quot;c&quot;</title>"));
  assert_non_null(strstr(text, "<th scope=\"row\">&#39;=1+1&lt;script&gt;\xEF\xBF\xBD</th>"));
  assert_non_null(strstr(text, "<p>=1+1&lt;script&gt;"));
  assert_non_null(strstr(text, "<td class=\"n\">171.2%</td>"));
  assert_null(strstr(text, "55.5"));        /* a helper's */
  assert_null(strstr(text, "id=\"data\"")); /* nothing but data */
  assert_null(strstr(text, "<script"));
  free(text);
  text = page("t", "{\"a\":1,\"b\":[2,3]}");
  assert_non_null(strstr(text, "{&quot;a&quot;:1,<wbr>&quot;b&quot;:[2,<wbr>3]}</th>"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_of_a_picture_get_its_key),
      cmocka_unit_test(only_shapes_and_texts_remain),
      cmocka_unit_test(cut_pictures_are_survived),
      cmocka_unit_test(texts_are_escaped_and_numbers_shown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
