/* A small ONNX file, written by hand: x [batch,2,3] -> FIRST -> c -> SECOND -> y [batch,5]. */
#ifndef TRTCAL_TEST_MODEL_H
#define TRTCAL_TEST_MODEL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct bytes {
  unsigned char data[512];
  size_t size;
} bytes;

static void put_varint(bytes* out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out->data[out->size++] = (unsigned char)(value | 0x80);
  out->data[out->size++] = (unsigned char)value;
}

static void put_number(bytes* out, unsigned field, uint64_t value) {
  put_varint(out, (uint64_t)field << 3);
  put_varint(out, value);
}

static void put_data(bytes* out, unsigned field, const void* data, size_t size) {
  put_varint(out, (uint64_t)field << 3 | 2);
  put_varint(out, size);
  memcpy(out->data + out->size, data, size);
  out->size += size;
}

static void put_message(bytes* out, unsigned field, const bytes* message) {
  put_data(out, field, message->data, message->size);
}

static void put_text(bytes* out, unsigned field, const char* text) { put_data(out, field, text, strlen(text)); }

/* A ValueInfoProto of float; an extent of -1 is symbolic. */
static void put_value(bytes* out, unsigned field, const char* name, const int64_t* extents, size_t rank) {
  bytes value = {{0}, 0}, type = {{0}, 0}, tensor = {{0}, 0}, shape = {{0}, 0};
  size_t i;
  for (i = 0; i < rank; ++i) {
    bytes dimension = {{0}, 0};
    if (extents[i] < 0) {
      put_text(&dimension, 2, "N");
    } else {
      put_number(&dimension, 1, (uint64_t)extents[i]);
    }
    put_message(&shape, 1, &dimension);
  }
  put_number(&tensor, 1, 1);
  put_message(&tensor, 2, &shape);
  put_message(&type, 1, &tensor);
  put_text(&value, 1, name);
  put_message(&value, 2, &type);
  put_message(out, field, &value);
}

static void put_node(bytes* out, const char* name, const char* operator_type, const char* input, const char* output) {
  bytes node = {{0}, 0};
  put_text(&node, 1, input);
  put_text(&node, 2, output);
  put_text(&node, 3, name);
  put_text(&node, 4, operator_type);
  put_message(out, 1, &node);
}

static bytes onnx_model(int64_t batch, const char* first, const char* second) {
  bytes model = {{0}, 0}, graph = {{0}, 0}, opset = {{0}, 0};
  int64_t input[3] = {0, 2, 3};
  int64_t output[2] = {0, 5};
  input[0] = output[0] = batch;
  put_node(&graph, "first", first, "x", "c");
  put_node(&graph, "second", second, "c", "y");
  put_value(&graph, 11, "x", input, 3);
  put_value(&graph, 12, "y", output, 2);
  put_number(&opset, 2, 17);
  put_number(&model, 1, 8);
  put_message(&model, 7, &graph);
  put_message(&model, 8, &opset);
  return model;
}

#endif
