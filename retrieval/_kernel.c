/* The inner loop of Scoring.top. Passages are taken BLOCK at a time, whose sums stay in the nearest cache; for
   each the same additions in the same order as numpy makes them, so the same scores to the last bit. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>
#define BLOCK 2048

typedef struct {  /* a term's passages, ascending, and its gains; or NULL and a dense row of gains */
    Py_buffer numbers, gains;
    const int *number; const double *gain; Py_ssize_t at, count;
} Part;

/* Views *object*, whose items have *size* bytes; -1 and an exception if it is no such array. */
static int viewed(PyObject *object, Py_buffer *view, Py_ssize_t size, int flags) {
    if (PyObject_GetBuffer(object, view, flags) < 0) return -1; else if (view->itemsize == size) return 0;
    PyBuffer_Release(view);
    return PyErr_SetString(PyExc_TypeError, "an array of another type"), -1;
}

static int opened(PyObject *given, Part *part) {
    PyObject *held, *row;
    if (!PyTuple_Check(given)) return PyErr_SetString(PyExc_TypeError, "a part is a tuple"), -1;
    if (!PyArg_ParseTuple(given, "OO", &held, &row)) return -1;
    if (viewed(row, &part->gains, sizeof(double), PyBUF_SIMPLE) < 0) return -1;
    part->gain = part->gains.buf, part->count = part->gains.len / (Py_ssize_t)sizeof(double);
    if (held == Py_None) return 0;
    if (viewed(held, &part->numbers, sizeof(int), PyBUF_SIMPLE) < 0) return PyBuffer_Release(&part->gains), -1;
    if (part->numbers.len / (Py_ssize_t)sizeof(int) < part->count) part->count = 0;
    return part->number = part->numbers.buf, 0;
}

/* Adds to *sums* what the passages *start* to *stop* gain; later blocks begin where this one ends. */
static void add(Part *part, double *restrict sums, Py_ssize_t start, Py_ssize_t stop) {
    const double *restrict gain = part->gain;
    Py_ssize_t high = part->count, middle, last = high < stop ? high : stop;
    if (!part->number) { for (Py_ssize_t i = start; i < last; i++) sums[i - start] += gain[i]; return; }
    while (part->at < high && part->number[part->at] < start) /* blocks were left out: look further on */
        if (part->number[middle = (part->at + high) / 2] < start) part->at = middle + 1; else high = middle;
    for (middle = part->at; middle < part->count && part->number[middle] < stop; middle++)
        if (part->number[middle] >= start) sums[part->number[middle] - start] += gain[middle];
    part->at = middle;
}

/* Puts passage *i* where it belongs among the *found* best, at most *most*; what the next has to exceed. */
static double put(Py_ssize_t *number, double *best, Py_ssize_t *found, Py_ssize_t most, Py_ssize_t i, double sum) {
    Py_ssize_t to = *found < most ? (*found)++ : most - 1;
    for (; to > 0 && best[to - 1] < sum; to--) best[to] = best[to - 1], number[to] = number[to - 1];
    best[to] = sum, number[to] = i;
    return *found == most ? best[most - 1] : 0.0;
}

/* best(parts, size, allowed, numbers, best): fills *numbers* and *best* with the highest sums above zero of
   *size* passages, ties by number; how many. *allowed*: None, intp numbers ascending, or a bool each. */
static PyObject *kernel_best(PyObject *self, PyObject *args) {
    PyObject *given, *within, *to_numbers, *to_best;
    Py_buffer allowed = {0}, numbers = {0}, best = {0};
    Py_ssize_t size, count = 0, found = 0, next = 0;
    if (!PyArg_ParseTuple(args, "O!nOOO", &PyList_Type, &given, &size, &within, &to_numbers, &to_best)) return NULL;
    Part *parts = PyMem_Calloc(PyList_GET_SIZE(given) + 1, sizeof(Part)); if (!parts) return PyErr_NoMemory();
    for (; count < PyList_GET_SIZE(given); count++)
        if (opened(PyList_GET_ITEM(given, count), parts + count) < 0) goto done;
    if (viewed(to_numbers, &numbers, sizeof(Py_ssize_t), PyBUF_WRITABLE) < 0 ||
        viewed(to_best, &best, sizeof(double), PyBUF_WRITABLE) < 0) goto done;
    if (within != Py_None && PyObject_GetBuffer(within, &allowed, PyBUF_SIMPLE) < 0) goto done;
    const char *mask = allowed.itemsize == 1 ? allowed.buf : NULL;
    const Py_ssize_t *only = allowed.itemsize == sizeof(Py_ssize_t) ? allowed.buf : NULL;
    if (within != Py_None && !mask && !only && !PyErr_Format(PyExc_TypeError, "neither numbers nor bools")) goto done;
    Py_ssize_t *number = numbers.buf, most = best.len / (Py_ssize_t)sizeof(double), at = 0, i;
    double *reached = best.buf, least = 0.0, sums[BLOCK];
    if (most > numbers.len / (Py_ssize_t)sizeof(Py_ssize_t)) most = 0;
    if (mask && allowed.len < size) size = allowed.len;
    for (Py_ssize_t start = 0; most && start < size; start = next) {
        Py_ssize_t stop = next = start + BLOCK < size ? start + BLOCK : size;
        while (only && at < allowed.len / allowed.itemsize && only[at] < start) at++;
        if (only && (at == allowed.len / allowed.itemsize || only[at] >= size)) break;
        if (only && only[at] >= stop) next = only[at] / BLOCK * BLOCK;
        if (next != stop || (mask && !memchr(mask + start, 1, stop - start))) continue;
        for (memset(sums, 0, sizeof sums), i = 0; i < count; i++) add(parts + i, sums, start, stop);
        for (; only && at < allowed.len / allowed.itemsize && only[at] < stop; at++)
            if (sums[only[at] - start] > least)
                least = put(number, reached, &found, most, only[at], sums[only[at] - start]);
        for (Py_ssize_t from = start; !only && from < stop; from += 32) { /* most hold none: seen at once */
            Py_ssize_t higher = 0; /* as wide as a double, so that two are compared at once */
            for (i = from - start; i < from - start + 32; i++) higher |= sums[i] > least;
            for (i = from; higher && i < from + 32 && i < stop; i++)
                if (sums[i - start] > least && !(mask && !mask[i]))
                    least = put(number, reached, &found, most, i, sums[i - start]);
        }
    }
done:
    for (Py_ssize_t j = 0; j < count; j++) PyBuffer_Release(&parts[j].numbers), PyBuffer_Release(&parts[j].gains);
    PyMem_Free(parts), PyBuffer_Release(&allowed), PyBuffer_Release(&best), PyBuffer_Release(&numbers);
    return PyErr_Occurred() ? NULL : PyLong_FromSsize_t(found);
}

static PyMethodDef methods[] = {{"best", kernel_best, METH_VARARGS, "See _kernel.c."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernel", NULL, 0, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
