/* A mutator for the scenario target that keeps the JSON whole: bytes alone rarely get past the
 * scan. A third of the mutations are libFuzzer's own, on bytes. The others change the tree: a
 * parameter of the tables gets a value of one of the forms that the format has, mostly a legal one;
 * or a node is removed, copied elsewhere, or replaced. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/grow.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static int count_nodes(const cJSON *node) {
  int n = 1;
  const cJSON *child;
  cJSON_ArrayForEach(child, node) n += count_nodes(child);
  return n;
}

/* The node of this number below `node`, and its parent. */
static cJSON *find_node(cJSON *node, int *number, cJSON **parent) {
  cJSON *child;
  cJSON_ArrayForEach(child, node) {
    *parent = node;
    if (--*number == 0) return child;
    cJSON *found = find_node(child, number, parent);
    if (found != NULL) return found;
  }
  return NULL;
}

static cJSON *any_node(fuzz_choice *choice, cJSON *root, cJSON **parent) {
  int n = count_nodes(root);
  if (n < 2) return NULL;
  int number = 1 + (int)fuzz_pick(choice, (unsigned)n - 1);
  return find_node(root, &number, parent);
}

/* Replaces a node by a copy of another, by a text or a number, or takes it away. */
static void disturb(fuzz_choice *choice, cJSON *root) {
  cJSON *parent = NULL, *other = NULL, *with;
  cJSON *node = any_node(choice, root, &parent), *from = any_node(choice, root, &other);
  if (node == NULL || from == NULL) return;
  switch (fuzz_pick(choice, 4)) {
  case 0:
    cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
    return;
  case 1:
    with = cJSON_Duplicate(from, 1);
    break;
  case 2:
    with = cJSON_CreateString(fuzz_pick(choice, 2) ? "a\"`$(x)'\n,=" : "\x1b[31m\xc3\xa9");
    break;
  default:
    with = cJSON_CreateNumber(fuzz_odd_number(choice));
    break;
  }
  if (cJSON_IsObject(parent)) {
    char key[256];
    snprintf(key, sizeof key, "%s", node->string);
    cJSON_DeleteItemFromObjectCaseSensitive(parent, key);
    cJSON_AddItemToObject(parent, key, with);
  } else if (!cJSON_ReplaceItemViaPointer(parent, node, with)) {
    cJSON_Delete(with);
  }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  fuzz_choice choice = {.state = seed, .illegal = 2};
  bool bytes = fuzz_pick(&choice, 3) == 0;
  cJSON *root = bytes ? NULL : cJSON_ParseWithLength((const char *)data, size);
  if (!cJSON_IsObject(root)) {
    cJSON_Delete(root);
    return LLVMFuzzerMutate(data, size, max_size);
  }
  for (unsigned k = 0; k < 1 + fuzz_pick(&choice, 3); k++) {
    unsigned what = fuzz_pick(&choice, 10);
    if (what < 7)
      fuzz_grow_parameter(&choice, root);
    else if (what < 8)
      fuzz_grow_correlation(&choice, root);
    else
      disturb(&choice, root);
  }
  char *text = cJSON_PrintUnformatted(root);
  cJSON_Delete(root);
  size_t length = text != NULL ? strlen(text) : 0;
  bool fits = length > 0 && length <= max_size;
  if (fits) memcpy(data, text, length);
  free(text);
  return fits ? length : LLVMFuzzerMutate(data, size, max_size);
}
