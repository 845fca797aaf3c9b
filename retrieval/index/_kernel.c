/* The compiled way of Scoring.top, in two steps. Levels, what passages gain in small whole numbers, rounded up, are added
   up for all. Those that come close to the best by that are then scored in float64, in the order of the query, as numpy
   does it: the same to the last bit. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define BLOCK 4096 /* passages whose sums stay in the nearest cache */
#define LINE 32    /* sums that are compared at once */

typedef struct {                 /* a term, its arrays, and what stands in them */
    Py_buffer arrays[3];
    const int *number;           /* the passages that hold it, ascending; of a common term NULL: all */
    const double *gain;          /* what each of them gains */
    const unsigned short *level; /* the same in levels */
    const unsigned char *row;    /* of a common term instead of that */
    Py_ssize_t count, at;        /* how many there are; how many a query is past */
} Term;

/* Walks on to the first that is not below *passage*, by steps that grow and then shrink. */
static Py_ssize_t seek(Term *term, Py_ssize_t passage) {
    Py_ssize_t step = 1, at = term->at;
    for (; at + step <= term->count && term->number[at + step - 1] < passage; step *= 2) at += step;
    for (; step; step /= 2)
        if (at + step <= term->count && term->number[at + step - 1] < passage) at += step;
    return term->at = at;
}

static double gained(Term *term, Py_ssize_t passage) {
    if (!term->number) return term->gain[passage];
    Py_ssize_t at = seek(term, passage);
    return at < term->count && term->number[at] == passage ? term->gain[at] : 0.0;
}

/* Adds the levels of the passages *start* to *stop* to their *sums*. */
static void add(unsigned short *restrict sums, Term *term, Py_ssize_t start, Py_ssize_t stop) {
    const unsigned char *restrict row = term->row;
    if (row) for (Py_ssize_t i = start; i < stop; i++) sums[i - start] += row[i];
    else for (Py_ssize_t at = seek(term, start); at < term->count && term->number[at] < stop; at++)
        sums[term->number[at] - start] += term->level[at];
}

static unsigned short highest(const unsigned short *sums) {
    unsigned short found = 0;
    for (int i = 0; i < LINE; i++) found = sums[i] > found ? sums[i] : found;
    return found;
}

/* Puts *passage* where it belongs among the *most* best, behind its equals. */
static void put(Py_ssize_t *number, double *best, Py_ssize_t most, Py_ssize_t passage, double score) {
    Py_ssize_t to = most - 1;
    if (score <= best[to]) return;
    for (; to > 0 && best[to - 1] < score; to--) best[to] = best[to - 1], number[to] = number[to - 1];
    best[to] = score, number[to] = passage;
}

/* best(terms, first, last, mask, only, numbers, scores): the best of the passages *first* to *last* into *numbers* and
   *scores*, 0.0 where there are no more. *mask*: None, or a bool a passage; *only*: None, or numbers, ascending. */
static PyObject *kernel_best(PyObject *self, PyObject *args) {
    PyObject *given;
    Py_ssize_t first, last, at = 0;
    Py_buffer mask, only, numbers, scores;
    if (!PyArg_ParseTuple(args, "O!nnz*z*w*w*", &PyList_Type, &given, &first, &last, &mask, &only, &numbers, &scores))
        return NULL;
    Py_ssize_t *number = numbers.buf, most = scores.len / sizeof(double), count = PyList_GET_SIZE(given);
    Py_ssize_t allowed = only.len / sizeof(int), size = only.buf ? allowed : last - first;
    const int *which = only.buf;
    double *best = memset(scores.buf, 0, scores.len);
    unsigned short *sums = PyMem_Calloc(size + LINE, sizeof(short)), block[BLOCK];
    Term *terms = PyMem_Calloc(count + 1, sizeof(Term)), *term;
    if ((!sums || !terms) && PyErr_NoMemory() == NULL) goto done;
    for (Py_ssize_t j = 0; j < count; terms[j++] = *term)
        if (!(term = PyCapsule_GetPointer(PyList_GET_ITEM(given, j), NULL))) goto done;
    for (Py_ssize_t start = first, stop; start < last; start = stop) {
        stop = start + BLOCK < last ? start + BLOCK : last;
        if (which && (at == allowed || which[at] >= stop)) continue;
        unsigned short *here = which ? memset(block, 0, sizeof block) : sums + (start - first);
        for (term = terms; term < terms + count; term++) add(here, term, start, stop);
        for (Py_ssize_t i = start; mask.buf && i < stop; i++) here[i - start] *= ((char *)mask.buf)[i];
        for (; which && at < allowed && which[at] < stop; at++) sums[at] = block[which[at] - start];
    }
    const int step = size > 4 * LINE * most ? LINE : 1; /* of many the highest of each line are enough */
    for (Py_ssize_t i = 0; i < size; i += step) put(number, best, most, i, step > 1 ? highest(sums + i) : sums[i]);
    double need = best[most - 1] > count ? best[most - 1] - count : 1; /* each level was rounded up by up to 1 */
    memset(best, 0, scores.len);
    for (term = terms; term < terms + count; term++) term->at = 0;
    for (Py_ssize_t line = 0; line < size; line += LINE)
        for (Py_ssize_t i = line; highest(sums + line) >= need && i < line + LINE; i++) {
            if (sums[i] < need) continue;
            Py_ssize_t passage = which ? which[i] : first + i;
            double score = 0.0;
            for (term = terms; term < terms + count; term++) score += gained(term, passage);
            put(number, best, most, passage, score);
        }
done:
    PyMem_Free(terms), PyMem_Free(sums);
    PyBuffer_Release(&mask), PyBuffer_Release(&only), PyBuffer_Release(&numbers), PyBuffer_Release(&scores);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static void forget(PyObject *capsule) {
    Term *term = PyCapsule_GetPointer(capsule, NULL);
    for (int n = 0; n < 3; n++) PyBuffer_Release(term->arrays + n);
    PyMem_Free(term);
}

/* term(numbers, gains, levels): what best() takes. */
static PyObject *kernel_term(PyObject *self, PyObject *args) {
    Term *term = PyMem_Calloc(1, sizeof(Term));
    if (!term) return PyErr_NoMemory();
    Py_buffer *array = term->arrays;
    if (!PyArg_ParseTuple(args, "z*y*y*", array, array + 1, array + 2)) return PyMem_Free(term), NULL;
    term->number = array[0].buf, term->gain = array[1].buf, term->count = array[0].len / sizeof(int);
    if (term->number) term->level = array[2].buf; else term->row = array[2].buf;
    return PyCapsule_New(term, NULL, forget);
}

static PyMethodDef methods[] = {{"best", kernel_best, METH_VARARGS, ""}, {"term", kernel_term, METH_VARARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernel", NULL, 0, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
