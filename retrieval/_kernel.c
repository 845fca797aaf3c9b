/* The inner loop of Scoring.top: sums of impacts in the order of the query, and the best of them.
   The same additions in the same order as numpy makes them, so the same scores to the last bit. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

/* Views *object*, whose items have *size* bytes; -1 and an exception if it is no such array. */
static int viewed(PyObject *object, Py_buffer *view, Py_ssize_t size, int flags) {
    if (PyObject_GetBuffer(object, view, flags) < 0) return -1;
    if (view->itemsize == size) return 0;
    PyBuffer_Release(view);
    return PyErr_SetString(PyExc_TypeError, "an array of another type"), -1;
}

/* Adds one part to *scores*: a list of numbers with their gains, or None and a dense row of gains. */
static int added(PyObject *part, double *scores, Py_ssize_t size) {
    Py_buffer numbers, gains;
    PyObject *held, *row;
    int failed = 0;
    if (!PyTuple_Check(part)) return PyErr_SetString(PyExc_TypeError, "a part is a tuple"), -1;
    if (!PyArg_ParseTuple(part, "OO", &held, &row)) return -1;
    if (viewed(row, &gains, sizeof(double), PyBUF_SIMPLE) < 0) return -1;
    const double *gain = gains.buf;
    Py_ssize_t count = gains.len / (Py_ssize_t)sizeof(double);
    if (held == Py_None) {
        for (Py_ssize_t i = 0; i < count && i < size; i++) scores[i] += gain[i];
    } else if ((failed = viewed(held, &numbers, sizeof(int), PyBUF_SIMPLE)) == 0) {
        const int *number = numbers.buf;
        for (Py_ssize_t i = 0; i < count && i < numbers.len / (Py_ssize_t)sizeof(int); i++)
            if ((Py_ssize_t)number[i] < size && number[i] >= 0) scores[number[i]] += gain[i];
        PyBuffer_Release(&numbers);
    }
    PyBuffer_Release(&gains);
    return failed;
}

/* Puts *number* where it belongs among the *found* best so far, at most *most*; their new count. */
static Py_ssize_t put(Py_ssize_t *numbers, double *best, Py_ssize_t found, Py_ssize_t most,
                      Py_ssize_t number, double score) {
    Py_ssize_t at = found < most ? found : most - 1;
    for (; at > 0 && best[at - 1] < score; at--) {
        best[at] = best[at - 1];
        numbers[at] = numbers[at - 1];
    }
    best[at] = score;
    numbers[at] = number;
    return found < most ? found + 1 : most;
}

/* best(parts, scores, allowed, numbers, best): fills *scores* with the sums, and *numbers* and *best* with
   the highest above zero, ties by number; how many. *allowed*: None, int64 numbers ascending, or bools. */
static PyObject *kernel_best(PyObject *self, PyObject *args) {
    PyObject *parts, *all, *within, *to_numbers, *to_best;
    Py_buffer scores, allowed, numbers, best;
    if (!PyArg_ParseTuple(args, "O!OOOO", &PyList_Type, &parts, &all, &within, &to_numbers, &to_best) ||
        viewed(all, &scores, sizeof(double), PyBUF_WRITABLE) < 0)
        return NULL;
    double *score = scores.buf, least = 0.0;
    Py_ssize_t size = scores.len / (Py_ssize_t)sizeof(double), found = -1;
    memset(score, 0, scores.len);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(parts); i++)
        if (added(PyList_GET_ITEM(parts, i), score, size) < 0) goto all_done;
    if (viewed(to_numbers, &numbers, sizeof(Py_ssize_t), PyBUF_WRITABLE) < 0) goto all_done;
    if (viewed(to_best, &best, sizeof(double), PyBUF_WRITABLE) < 0) goto numbers_done;
    Py_ssize_t most = best.len / (Py_ssize_t)sizeof(double);
    if (most > numbers.len / (Py_ssize_t)sizeof(Py_ssize_t)) most = 0;
#define TRY(i) \
    if (score[i] > least) { \
        found = put(numbers.buf, best.buf, found, most, (i), score[i]); \
        if (found == most) least = ((double *)best.buf)[most - 1]; \
    }
    if (within == Py_None) {
        found = 0;
        for (Py_ssize_t start = 0; most && start < size; start += 32) { /* most blocks hold none: seen at once */
            Py_ssize_t stop = start + 32 < size ? start + 32 : size;
            int higher = 0;
            for (Py_ssize_t i = start; i < stop; i++) higher |= score[i] > least;
            for (Py_ssize_t i = start; higher && i < stop; i++) TRY(i)
        }
    } else if (PyObject_GetBuffer(within, &allowed, PyBUF_SIMPLE) == 0) {
        found = 0;
        const Py_ssize_t *number = allowed.buf, count = allowed.len / allowed.itemsize;
        for (Py_ssize_t i = 0; most && allowed.itemsize == 1 && i < size && i < count; i++)
            if (((char *)allowed.buf)[i]) TRY(i)
        for (Py_ssize_t at = 0; most && allowed.itemsize == sizeof(Py_ssize_t) && at < count; at++)
            if (number[at] >= 0 && number[at] < size) TRY(number[at])
        PyBuffer_Release(&allowed);
    }
    PyBuffer_Release(&best);
numbers_done:
    PyBuffer_Release(&numbers);
all_done:
    PyBuffer_Release(&scores);
    return found < 0 ? NULL : PyLong_FromSsize_t(found);
}

static PyMethodDef methods[] = {{"best", kernel_best, METH_VARARGS, "See _kernel.c."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernel", NULL, 0, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
