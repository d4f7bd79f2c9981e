/* CVODE on generated code: `main SETS.csv END POINTS RTOL ATOL`, then the protocol of worker.py.
 *
 * BDF with Newton's method, analytic Jacobian, one solver object for all runs (CVodeReInit), output by
 * interpolation (CV_NORMAL). Both of SUNDIALS' direct solvers are tried on the first sets, in turns, dense
 * and KLU; the faster one is used. */

#include <cvodes/cvodes.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sundials/sundials_version.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>
#include <time.h>

#include "model.h"

typedef struct {
  const double *p;
} Data;

typedef struct {
  void *cvode;
  SUNMatrix matrix;
  SUNLinearSolver solver;
} Way;

static double *sets, end_time, rtol, atol_;
static int count, points;
static SUNContext context;
static N_Vector y;
static Data data;
static Way dense, sparse, *way;

static int rhs(sunrealtype t, N_Vector y, N_Vector dy, void *user) {
  model_rhs(t, N_VGetArrayPointer(y), ((Data *)user)->p, N_VGetArrayPointer(dy));
  return 0;
}

static int jacobian_dense(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix j, void *user, N_Vector a,
                          N_Vector b, N_Vector c) {
  model_jacobian(t, N_VGetArrayPointer(y), ((Data *)user)->p, SUNDenseMatrix_Data(j), dense_place);
  return 0;
}

static int jacobian_sparse(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix j, void *user, N_Vector a,
                           N_Vector b, N_Vector c) {
  memcpy(SM_INDEXPTRS_S(j), model_columns, sizeof(model_columns));
  memcpy(SM_INDEXVALS_S(j), model_rows, sizeof(model_rows));
  model_jacobian(t, N_VGetArrayPointer(y), ((Data *)user)->p, SM_DATA_S(j), sparse_place);
  return 0;
}

static int make(Way *w, int is_dense) {
  w->matrix = is_dense ? SUNDenseMatrix(NY, NY, context) : SUNSparseMatrix(NY, NY, NNZ, CSC_MAT, context);
  w->solver = is_dense ? SUNLinSol_Dense(y, w->matrix, context) : SUNLinSol_KLU(y, w->matrix, context);
  w->cvode = CVodeCreate(CV_BDF, context);
  return !w->matrix || !w->solver || !w->cvode || CVodeInit(w->cvode, rhs, 0.0, y) ||
         CVodeSStolerances(w->cvode, rtol, atol_) || CVodeSetUserData(w->cvode, &data) ||
         CVodeSetMaxNumSteps(w->cvode, 1000000) ||
         CVodeSetLinearSolver(w->cvode, w->solver, w->matrix) ||
         CVodeSetJacFn(w->cvode, is_dense ? jacobian_dense : jacobian_sparse);
}

/* One simulation; true where it failed. */
static int simulate(int row, double *out) {
  data.p = sets + (size_t)row * NP;
  double *v = N_VGetArrayPointer(y);
  model_initial(data.p, v);
  memcpy(out, v, sizeof(double) * NY);
  if (CVodeReInit(way->cvode, 0.0, y)) return 1;
  for (int i = 1; i < points; i++) {
    double reached;
    if (CVode(way->cvode, end_time * i / (points - 1), y, &reached, CV_NORMAL) < 0) {
      for (int k = 0; k < NY * points; k++) out[k] = NAN;
      return 1;
    }
    memcpy(out + (size_t)i * NY, v, sizeof(double) * NY);
  }
  return 0;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* `many` simulations, round and round from the second set on; all that differ are kept. */
static double run(int many, double *out, int *failed) {
  double begun = now();
  *failed = 0;
  for (int i = 0; i < many; i++) {
    int row = 1 + i % (count - 1);
    *failed += simulate(row, out + (size_t)row * points * NY);
  }
  return now() - begun;
}

static int read_sets(const char *path) {
  FILE *file = fopen(path, "r");
  char *line = NULL;
  size_t size = 0;
  if (!file || getline(&line, &size, file) < 0) return 1;
  while (getline(&line, &size, file) > 0) {
    sets = realloc(sets, sizeof(double) * NP * (count + 1));
    char *at = line;
    for (int i = 0; i < NP; i++) {
      sets[(size_t)count * NP + i] = strtod(at, &at);
      if (*at == ',') at++;
    }
    count++;
  }
  fclose(file);
  return count < 2;
}

int main(int n, char **words) {
  if (n != 6) return 2;
  end_time = atof(words[2]), points = atoi(words[3]), rtol = atof(words[4]), atol_ = atof(words[5]);
  if (read_sets(words[1]) || SUNContext_Create(SUN_COMM_NULL, &context) || SUNContext_ClearErrHandlers(context)) {
    puts("skip no parameter sets");
    return 0;
  }
  y = N_VNew_Serial(NY, context);
  double *out = malloc(sizeof(double) * NY * points * count);
  /* CVodeInit copies y: it must hold numbers. */
  model_initial(sets, N_VGetArrayPointer(y));
  if (make(&dense, 1) || make(&sparse, 0)) {
    puts("skip CVODE cannot be set up");
    return 0;
  }
  int failed, trial = NY > 100 ? 1 : 20;
  double best[2] = {INFINITY, INFINITY};
  Way *ways[2] = {&dense, &sparse};
  for (int k = 0; k < (NY > 100 ? 2 : 10); k++) {
    way = ways[k % 2];
    best[k % 2] = fmin(best[k % 2], run(trial, out, &failed));
  }
  way = best[0] <= best[1] ? &dense : &sparse;
  printf("ready CVODE %s %s\n", SUNDIALS_VERSION, way == &dense ? "dense" : "KLU");
  fflush(stdout);

  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, stdin) > 0) {
    int many;
    char path[4096];
    if (sscanf(line, "run %d", &many) == 1) {
      double seconds = run(many, out, &failed);
      printf("ran %.9f %d\n", seconds, failed);
    } else if (sscanf(line, "keep %d %4095s", &many, path) == 2 && many <= count) {
      failed = 0;
      for (int row = 0; row < many; row++) failed += simulate(row, out + (size_t)row * points * NY);
      FILE *file = fopen(path, "wb");
      if (!file) return 1;
      fwrite(out, sizeof(double), (size_t)many * points * NY, file);
      fclose(file);
      printf("kept %d\n", failed);
    } else {
      printf("unknown %s", line);
    }
    fflush(stdout);
  }
  return 0;
}
