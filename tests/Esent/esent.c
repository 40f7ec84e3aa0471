/*
 * A stand-in for esent.dll, for tests on systems that are not Windows: the functions that the binding uses, over SQLite, declared by the esent.h of mingw-w64.
 * It is test code and no product. What it keeps of the engine's behaviour is what callers can tell: transactions with snapshots, durable commits, recovery after kill -9,
 * unique ordered keys, long values read from an offset and appended to, exclusive files, parameters before JetInit, one thread per transaction, and the error codes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <esent.h>

/* Not in that header; values as documented by Microsoft. */
#define BIT_SEEK_EQ 0x01
#define BIT_SEEK_GE 0x08
#define BIT_SEEK_GT 0x10
#define BIT_NEW_KEY 0x01
#define BIT_APPEND_LV 0x01
#define BIT_INDEX_PRIMARY 0x02
#define BIT_INDEX_KEY_MOST 0x8000
#define BIT_INDEX_NO_TRUNCATION 0x10000
#define BIT_COLUMN_NOT_NULL 0x04
#define PREP_INSERT 0
#define PREP_REPLACE 2
#define PREP_CANCEL 3
#define ERR_NULL_INVALID (-1504)
#define ERR_TRUNCATED (-346)
#define WRN_COLUMN_NULL 1004

enum { MAX_COLUMNS = 16, KIND_INSTANCE = 0x1257, KIND_SESSION = 0x5E55, KIND_TABLE = 0x7AB1 };

typedef struct Handle { int kind; struct Handle *next; } Handle;

typedef struct Database { char *path; int lock; int users; struct Database *next; } Database;

typedef struct {
  Handle handle;
  char *system;
  int initialized, creates, circular, log_lock;
  long sessions, max_sessions;
  Database *databases;
} Instance;

typedef struct {
  Handle handle;
  Instance *instance;
  sqlite3 *sql;
  Database *database;
  int opened, level, tables;
  pthread_t owner;
} Session;

typedef struct { char name[65]; JET_COLTYP type; unsigned size; unsigned grbit; } Column;

typedef struct { int set; int is_null; unsigned char *data; size_t length; } Value;

typedef struct {
  Handle handle;
  Session *session;
  char name[65];
  Column columns[MAX_COLUMNS];
  int count, key_column;
  unsigned key_most, key_grbit;
  int has_current;
  sqlite3_int64 current;
  unsigned char *current_key, *key;
  int current_key_length, key_length;
  int preparing, replaces;
  Value values[MAX_COLUMNS];
} Table;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Handle *handles;
static long live_instances, live_sessions, live_tables;
static unsigned global_page_size = 4096;
static long max_instances = 16;
static char fail_in[64], fail_below[4096];
static int fail_after;
static JET_ERR fail_with;

/* ---- for the tests ---- */

/* Lets the named function fail once, after so many calls of it, for an instance whose logs are below a folder. */
void StandInFail(const char *folder, const char *function, int after, int error) {
  pthread_mutex_lock(&lock);
  snprintf(fail_below, sizeof fail_below, "%s", folder);
  snprintf(fail_in, sizeof fail_in, "%s", function ? function : "");
  fail_after = after;
  fail_with = error;
  pthread_mutex_unlock(&lock);
}

/* Makes a byte of every long value of a database in a folder unreadable, as a damaged page does, until it is told otherwise (a negative one). */
static char damaged_below[4096];
static int damaged_byte = -1;

void StandInDamage(const char *folder, int byte) {
  pthread_mutex_lock(&lock);
  snprintf(damaged_below, sizeof damaged_below, "%s", folder);
  damaged_byte = byte;
  pthread_mutex_unlock(&lock);
}

static int is_damaged(Instance *instance, unsigned offset, unsigned length) {
  pthread_mutex_lock(&lock);
  int result = damaged_byte >= 0 && strncmp(instance->system, damaged_below, strlen(damaged_below)) == 0 && (unsigned)damaged_byte >= offset && (unsigned)damaged_byte - offset < length;
  pthread_mutex_unlock(&lock);
  return result;
}

static JET_ERR injected(const char *function, Instance *instance) {
  JET_ERR result = JET_errSuccess;
  pthread_mutex_lock(&lock);
  if (fail_in[0] && strcmp(fail_in, function) == 0 && instance && instance->system && strncmp(instance->system, fail_below, strlen(fail_below)) == 0 && fail_after-- <= 0) {
    result = fail_with;
    fail_in[0] = 0;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static void *find_handle(JET_API_PTR value, int kind);

static Instance *instance_of(JET_SESID sesid) {
  Session *session = find_handle(sesid, KIND_SESSION);
  return session ? session->instance : NULL;
}

#define ENTER do { JET_ERR injected_ = injected(__func__, instance_of(sesid)); if (injected_ != JET_errSuccess) return injected_; } while (0)

/* ---- handles ---- */

static void add_handle(Handle *handle, int kind, long *counter) {
  pthread_mutex_lock(&lock);
  handle->kind = kind;
  handle->next = handles;
  handles = handle;
  ++*counter;
  pthread_mutex_unlock(&lock);
}

static void *find_handle(JET_API_PTR value, int kind) {
  Handle *found = NULL;
  pthread_mutex_lock(&lock);
  for (Handle *h = handles; h && !found; h = h->next)
    if ((JET_API_PTR)h == value && h->kind == kind)
      found = h;
  pthread_mutex_unlock(&lock);
  return found;
}

static void remove_handle(Handle *handle, long *counter) {
  pthread_mutex_lock(&lock);
  for (Handle **h = &handles; *h; h = &(*h)->next)
    if (*h == handle) {
      *h = handle->next;
      break;
    }
  --*counter;
  pthread_mutex_unlock(&lock);
  handle->kind = 0;
}

/* ---- texts ---- */

static char *utf8(const WCHAR *text) {
  size_t length = 0;
  while (text[length])
    length++;
  char *result = malloc(length * 3 + 1), *out = result;
  for (size_t i = 0; i < length; i++) {
    unsigned c = text[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < length) {
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00);
      *out++ = (char)(0xF0 | c >> 18);
      *out++ = (char)(0x80 | (c >> 12 & 0x3F));
      *out++ = (char)(0x80 | (c >> 6 & 0x3F));
      *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c >= 0x800) {
      *out++ = (char)(0xE0 | c >> 12);
      *out++ = (char)(0x80 | (c >> 6 & 0x3F));
      *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c >= 0x80) {
      *out++ = (char)(0xC0 | c >> 6);
      *out++ = (char)(0x80 | (c & 0x3F));
    } else {
      *out++ = (char)c;
    }
  }
  *out = 0;
  return result;
}

static int make_folder(const char *path) {
  char *copy = strdup(path);
  for (char *p = copy + 1; *p; p++)
    if (*p == '/') {
      *p = 0;
      mkdir(copy, 0700);
      *p = '/';
    }
  mkdir(copy, 0700);
  free(copy);
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* ---- SQLite's errors ---- */

static JET_ERR error_of(sqlite3 *sql) {
  int code = sqlite3_errcode(sql), extended = sqlite3_extended_errcode(sql);
  switch (code) {
    case SQLITE_OK: case SQLITE_ROW: case SQLITE_DONE: return JET_errSuccess;
    case SQLITE_BUSY: case SQLITE_LOCKED: return JET_errWriteConflict;
    case SQLITE_FULL: return JET_errDiskFull;
    case SQLITE_CORRUPT: case SQLITE_NOTADB: return JET_errDatabaseCorrupted;
    case SQLITE_NOMEM: return JET_errOutOfMemory;
    case SQLITE_CANTOPEN: return JET_errFileAccessDenied;
    case SQLITE_IOERR: return extended == SQLITE_IOERR_SHORT_READ ? JET_errReadVerifyFailure : JET_errDiskIO;
    case SQLITE_CONSTRAINT: return extended == SQLITE_CONSTRAINT_NOTNULL ? ERR_NULL_INVALID : JET_errKeyDuplicate;
    default:
      fprintf(stderr, "stand-in esent: SQLite %d: %s\n", extended, sqlite3_errmsg(sql));
      return JET_errInvalidParameter;
  }
}

static JET_ERR run(sqlite3 *sql, const char *text) {
  return sqlite3_exec(sql, text, NULL, NULL, NULL) == SQLITE_OK ? JET_errSuccess : error_of(sql);
}

static JET_ERR step_once(sqlite3 *sql, sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  JET_ERR result = code == SQLITE_DONE || code == SQLITE_ROW ? JET_errSuccess : error_of(sql);
  sqlite3_finalize(statement);
  return result;
}

static sqlite3_stmt *prepare(sqlite3 *sql, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = sqlite3_vmprintf(format, arguments);
  va_end(arguments);
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v2(sql, text, -1, &statement, NULL);
  sqlite3_free(text);
  return statement;
}

static JET_ERR open_sql(const char *path, int flags, sqlite3 **sql) {
  if (sqlite3_open_v2(path, sql, flags | SQLITE_OPEN_FULLMUTEX, NULL) != SQLITE_OK) {
    JET_ERR result = *sql ? error_of(*sql) : JET_errOutOfMemory;
    sqlite3_close(*sql);
    *sql = NULL;
    return result;
  }
  sqlite3_extended_result_codes(*sql, 1);
  JET_ERR result = run(*sql, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=0;");
  if (result < 0) {
    sqlite3_close(*sql);
    *sql = NULL;
  }
  return result;
}

/* ---- instances ---- */

JET_ERR JET_API JetSetSystemParameterW(JET_INSTANCE *pinstance, JET_SESID sesid, unsigned __LONG32 paramid, JET_API_PTR lParam, JET_PCWSTR szParam) {
  (void)sesid;
  if (!pinstance) {
    if (live_instances > 0)
      return JET_errAlreadyInitialized;
    if (paramid == JET_paramDatabasePageSize)
      global_page_size = (unsigned)lParam;
    else if (paramid == JET_paramMaxInstances)
      max_instances = (long)lParam;
    else if (paramid != JET_paramCacheSizeMax)
      return JET_errInvalidParameter;
    return JET_errSuccess;
  }
  Instance *instance = find_handle(*pinstance, KIND_INSTANCE);
  if (!instance)
    return JET_errInvalidInstance;
  if (instance->initialized)
    return JET_errAlreadyInitialized;
  switch (paramid) {
    case JET_paramSystemPath:
    case JET_paramLogFilePath:
    case JET_paramTempPath: {
      char *path = utf8(szParam);
      if (paramid == JET_paramSystemPath) {
        free(instance->system);
        instance->system = path;
      } else {
        free(path);
      }
      return JET_errSuccess;
    }
    case JET_paramBaseName: {
      size_t length = 0;
      while (szParam[length])
        length++;
      return length == 3 ? JET_errSuccess : JET_errInvalidParameter;
    }
    case JET_paramMaxSessions: instance->max_sessions = (long)lParam; return JET_errSuccess;
    case JET_paramCreatePathIfNotExist: instance->creates = lParam != 0; return JET_errSuccess;
    case JET_paramCircularLog: instance->circular = lParam != 0; return JET_errSuccess;
    case JET_paramRecovery: return szParam && szParam[0] == 'O' && szParam[1] == 'n' ? JET_errSuccess : JET_errInvalidParameter;
    case JET_paramLogFileSize: return lParam >= 32 ? JET_errSuccess : JET_errInvalidParameter;
    case JET_paramLogBuffers: case JET_paramMaxVerPages: case JET_paramMaxTemporaryTables: case JET_paramNoInformationEvent: case JET_paramDbExtensionSize:
      return JET_errSuccess;
    default: return JET_errInvalidParameter;
  }
}

JET_ERR JET_API JetCreateInstance2W(JET_INSTANCE *pinstance, const WCHAR *szInstanceName, const WCHAR *szDisplayName, JET_GRBIT grbit) {
  (void)szDisplayName; (void)grbit;
  if (!szInstanceName || !szInstanceName[0])
    return JET_errInvalidParameter;
  if (live_instances >= max_instances)
    return JET_errTooManyInstances;
  Instance *instance = calloc(1, sizeof *instance);
  instance->max_sessions = 16;
  instance->log_lock = -1;
  add_handle(&instance->handle, KIND_INSTANCE, &live_instances);
  *pinstance = (JET_INSTANCE)instance;
  return JET_errSuccess;
}

static void free_instance(Instance *instance) {
  while (instance->databases) {
    Database *database = instance->databases;
    instance->databases = database->next;
    close(database->lock);
    free(database->path);
    free(database);
  }
  if (instance->log_lock >= 0)
    close(instance->log_lock);
  free(instance->system);
  remove_handle(&instance->handle, &live_instances);
  free(instance);
}

static JET_ERR start(Instance *instance) {
  if (!instance->system)
    return JET_errInvalidParameter;
  if (instance->creates && !make_folder(instance->system))
    return JET_errInvalidPath;
  char log[4096];
  snprintf(log, sizeof log, "%sedb.log", instance->system);
  instance->log_lock = open(log, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (instance->log_lock < 0)
    return errno == ENOSPC ? JET_errLogDiskFull : errno == ENOENT ? JET_errInvalidPath : JET_errFileAccessDenied;
  return flock(instance->log_lock, LOCK_EX | LOCK_NB) == 0 ? JET_errSuccess : JET_errFileAccessDenied;
}

JET_ERR JET_API JetInit(JET_INSTANCE *pinstance) {
  Instance *instance = pinstance ? find_handle(*pinstance, KIND_INSTANCE) : NULL;
  if (!instance)
    return JET_errInvalidInstance;
  if (instance->initialized)
    return JET_errAlreadyInitialized;
  JET_ERR result = injected(__func__, instance);
  if (result >= 0)
    result = start(instance);
  if (result < 0)
    free_instance(instance); /* As the engine does. */
  else
    instance->initialized = 1;
  return result;
}

JET_ERR JET_API JetTerm2(JET_INSTANCE value, JET_GRBIT grbit) {
  (void)grbit;
  Instance *instance = find_handle(value, KIND_INSTANCE);
  if (!instance)
    return JET_errInvalidInstance;
  if (instance->sessions > 0) {
    fprintf(stderr, "stand-in esent: %ld sessions are open at JetTerm2\n", instance->sessions);
    return JET_errTooManyActiveUsers;
  }
  free_instance(instance);
  return JET_errSuccess;
}

/* ---- sessions ---- */

JET_ERR JET_API JetBeginSessionW(JET_INSTANCE value, JET_SESID *psesid, JET_PCWSTR szUserName, JET_PCWSTR szPassword) {
  (void)szUserName; (void)szPassword;
  Instance *instance = find_handle(value, KIND_INSTANCE);
  if (!instance)
    return JET_errInvalidInstance;
  if (!instance->initialized)
    return JET_errNotInitialized;
  JET_ERR failure = injected(__func__, instance);
  if (failure < 0)
    return failure;
  pthread_mutex_lock(&lock);
  int full = instance->sessions >= instance->max_sessions;
  if (!full)
    instance->sessions++;
  pthread_mutex_unlock(&lock);
  if (full)
    return JET_errOutOfSessions;
  Session *session = calloc(1, sizeof *session);
  session->instance = instance;
  add_handle(&session->handle, KIND_SESSION, &live_sessions);
  *psesid = (JET_SESID)session;
  return JET_errSuccess;
}

static Session *session_of(JET_SESID sesid, JET_ERR *error) {
  Session *session = find_handle(sesid, KIND_SESSION);
  *error = !session ? JET_errInvalidSesid
    : session->level > 0 && !pthread_equal(session->owner, pthread_self()) ? JET_errSessionSharingViolation
    : JET_errSuccess;
  return *error < 0 ? NULL : session;
}

static void leave_database(Session *session) {
  sqlite3_close_v2(session->sql);
  session->sql = NULL;
  pthread_mutex_lock(&lock);
  session->database->users--;
  pthread_mutex_unlock(&lock);
  session->database = NULL;
}

JET_ERR JET_API JetEndSession(JET_SESID sesid, JET_GRBIT grbit) {
  (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (session->tables > 0)
    fprintf(stderr, "stand-in esent: %d tables are open at JetEndSession\n", session->tables);
  if (session->database)
    leave_database(session);
  pthread_mutex_lock(&lock);
  session->instance->sessions--;
  pthread_mutex_unlock(&lock);
  remove_handle(&session->handle, &live_sessions);
  free(session);
  return JET_errSuccess;
}

/* ---- databases ---- */

static Database *attached(Instance *instance, const char *path) {
  for (Database *d = instance->databases; d; d = d->next)
    if (strcmp(d->path, path) == 0)
      return d;
  return NULL;
}

static JET_ERR attach(Instance *instance, const char *path) {
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0)
    return errno == ENOENT ? JET_errFileNotFound : JET_errFileAccessDenied;
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return JET_errFileAccessDenied;
  }
  sqlite3 *sql;
  JET_ERR result = open_sql(path, SQLITE_OPEN_READWRITE, &sql);
  if (result >= 0) {
    result = run(sql, "CREATE TABLE IF NOT EXISTS esent_columns(tbl, id INTEGER, name, type INTEGER, size INTEGER, grbit INTEGER);"
      "CREATE TABLE IF NOT EXISTS esent_indexes(tbl, name, col, grbit INTEGER, most INTEGER); SELECT * FROM sqlite_master;");
    sqlite3_close(sql);
  }
  if (result < 0) {
    close(file);
    return result;
  }
  Database *database = calloc(1, sizeof *database);
  database->path = strdup(path);
  database->lock = file;
  pthread_mutex_lock(&lock);
  database->next = instance->databases;
  instance->databases = database;
  pthread_mutex_unlock(&lock);
  return JET_errSuccess;
}

static JET_ERR open_for(Session *session, const char *path, JET_DBID *pdbid) {
  Database *database = attached(session->instance, path);
  if (!database)
    return JET_errDatabaseNotFound;
  if (!session->database) {
    JET_ERR result = open_sql(path, SQLITE_OPEN_READWRITE, &session->sql);
    if (result < 0)
      return result;
    session->database = database;
    pthread_mutex_lock(&lock);
    database->users++;
    pthread_mutex_unlock(&lock);
  } else if (session->database != database) {
    return JET_errInvalidParameter; /* One database a session is enough here. */
  }
  session->opened++;
  *pdbid = 1;
  return JET_errSuccess;
}

JET_ERR JET_API JetCreateDatabase2W(JET_SESID sesid, const WCHAR *szFilename, const unsigned __LONG32 cpgDatabaseSizeMax, JET_DBID *pdbid, JET_GRBIT grbit) {
  ENTER;
  (void)cpgDatabaseSizeMax; (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  char *path = utf8(szFilename);
  int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    error = errno == EEXIST ? JET_errDatabaseDuplicate : errno == ENOENT ? JET_errInvalidPath : errno == ENOSPC ? JET_errDiskFull : JET_errFileAccessDenied;
  } else {
    close(file);
    error = attach(session->instance, path);
    if (error >= 0)
      error = open_for(session, path, pdbid);
  }
  free(path);
  return error;
}

JET_ERR JET_API JetAttachDatabase2W(JET_SESID sesid, const WCHAR *szFilename, const unsigned __LONG32 cpgDatabaseSizeMax, JET_GRBIT grbit) {
  ENTER;
  (void)cpgDatabaseSizeMax; (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  char *path = utf8(szFilename);
  error = attached(session->instance, path) ? JET_wrnDatabaseAttached : attach(session->instance, path);
  free(path);
  return error;
}

JET_ERR JET_API JetDetachDatabase2W(JET_SESID sesid, const WCHAR *szFilename, JET_GRBIT grbit) {
  ENTER;
  (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  char *path = utf8(szFilename);
  Database *database = attached(session->instance, path);
  if (!database) {
    error = JET_errDatabaseNotFound;
  } else if (database->users > 0) {
    error = JET_errDatabaseInUse;
  } else {
    pthread_mutex_lock(&lock);
    for (Database **d = &session->instance->databases; *d; d = &(*d)->next)
      if (*d == database) {
        *d = database->next;
        break;
      }
    pthread_mutex_unlock(&lock);
    close(database->lock);
    free(database->path);
    free(database);
  }
  free(path);
  return error;
}

JET_ERR JET_API JetOpenDatabaseW(JET_SESID sesid, const WCHAR *szFilename, const WCHAR *szConnect, JET_DBID *pdbid, JET_GRBIT grbit) {
  ENTER;
  (void)szConnect; (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  char *path = utf8(szFilename);
  error = open_for(session, path, pdbid);
  free(path);
  return error;
}

JET_ERR JET_API JetCloseDatabase(JET_SESID sesid, JET_DBID dbid, JET_GRBIT grbit) {
  (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (dbid != 1 || session->opened == 0)
    return JET_errInvalidDatabaseId;
  if (--session->opened == 0)
    leave_database(session);
  return JET_errSuccess;
}

static sqlite3_int64 number_of(sqlite3 *sql, const char *text) {
  sqlite3_int64 result = 0;
  sqlite3_stmt *statement = prepare(sql, "%s", text);
  if (statement && sqlite3_step(statement) == SQLITE_ROW)
    result = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return result;
}

JET_ERR JET_API JetGetDatabaseInfoW(JET_SESID sesid, JET_DBID dbid, void *pvResult, unsigned __LONG32 cbMax, unsigned __LONG32 InfoLevel) {
  ENTER;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (dbid != 1 || !session->sql)
    return JET_errInvalidDatabaseId;
  if (cbMax < sizeof(uint32_t))
    return JET_errBufferTooSmall;
  sqlite3_int64 page = number_of(session->sql, "PRAGMA page_size");
  sqlite3_int64 pages = number_of(session->sql, InfoLevel == JET_DbInfoSpaceAvailable ? "PRAGMA freelist_count" : "PRAGMA page_count");
  if (InfoLevel != JET_DbInfoSpaceAvailable && InfoLevel != JET_DbInfoSpaceOwned && InfoLevel != JET_DbInfoFilesize)
    return JET_errInvalidParameter;
  *(uint32_t *)pvResult = (uint32_t)((pages * page + global_page_size - 1) / global_page_size);
  return JET_errSuccess;
}

JET_ERR JET_API JetCompactW(JET_SESID sesid, JET_PCWSTR szDatabaseSrc, JET_PCWSTR szDatabaseDest, JET_PFNSTATUS pfnStatus, JET_CONVERT *pconvert, JET_GRBIT grbit) {
  ENTER;
  (void)pfnStatus; (void)pconvert; (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  char *source = utf8(szDatabaseSrc), *destination = utf8(szDatabaseDest);
  struct stat found;
  sqlite3 *sql = NULL;
  if (attached(session->instance, source))
    error = JET_errDatabaseInUse;
  else if (stat(destination, &found) == 0)
    error = JET_errDatabaseDuplicate;
  else
    error = open_sql(source, SQLITE_OPEN_READWRITE, &sql);
  if (error >= 0) {
    sqlite3_stmt *statement = prepare(sql, "VACUUM INTO %Q", destination);
    error = statement ? step_once(sql, statement) : error_of(sql);
    sqlite3_close(sql);
  }
  if (error >= 0) {
    int file = open(destination, O_RDWR | O_CLOEXEC);
    fsync(file);
    close(file);
  }
  free(source);
  free(destination);
  return error;
}

/* ---- tables ---- */

static Table *table_of(JET_SESID sesid, JET_TABLEID tableid, JET_ERR *error) {
  Session *session = session_of(sesid, error);
  if (!session)
    return NULL;
  Table *table = find_handle(tableid, KIND_TABLE);
  *error = table && table->session == session ? JET_errSuccess : JET_errInvalidTableId;
  return *error < 0 ? NULL : table;
}

static Table *new_table(Session *session, const char *name) {
  Table *table = calloc(1, sizeof *table);
  table->session = session;
  table->key_column = -1;
  table->key_most = 255;
  snprintf(table->name, sizeof table->name, "%s", name);
  session->tables++;
  add_handle(&table->handle, KIND_TABLE, &live_tables);
  return table;
}

static JET_ERR load(Table *table) {
  sqlite3 *sql = table->session->sql;
  sqlite3_stmt *statement = prepare(sql, "SELECT name, type, size, grbit FROM esent_columns WHERE tbl = %Q ORDER BY id", table->name);
  if (!statement)
    return error_of(sql);
  while (sqlite3_step(statement) == SQLITE_ROW && table->count < MAX_COLUMNS) {
    Column *column = &table->columns[table->count++];
    snprintf(column->name, sizeof column->name, "%s", sqlite3_column_text(statement, 0));
    column->type = (JET_COLTYP)sqlite3_column_int(statement, 1);
    column->size = (unsigned)sqlite3_column_int(statement, 2);
    column->grbit = (unsigned)sqlite3_column_int(statement, 3);
  }
  sqlite3_finalize(statement);
  statement = prepare(sql, "SELECT col, grbit, most FROM esent_indexes WHERE tbl = %Q", table->name);
  if (!statement)
    return error_of(sql);
  if (sqlite3_step(statement) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(statement, 0);
    for (int i = 0; i < table->count; i++)
      if (strcmp(table->columns[i].name, name) == 0)
        table->key_column = i;
    table->key_grbit = (unsigned)sqlite3_column_int(statement, 1);
    table->key_most = (unsigned)sqlite3_column_int(statement, 2);
  }
  sqlite3_finalize(statement);
  return JET_errSuccess;
}

JET_ERR JET_API JetCreateTableW(JET_SESID sesid, JET_DBID dbid, const WCHAR *szTableName, unsigned __LONG32 lPages, unsigned __LONG32 lDensity, JET_TABLEID *ptableid) {
  ENTER;
  (void)lPages; (void)lDensity;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (dbid != 1 || !session->sql)
    return JET_errInvalidDatabaseId;
  char *name = utf8(szTableName);
  sqlite3_stmt *statement = prepare(session->sql, "CREATE TABLE \"jet_%w\"(id INTEGER PRIMARY KEY)", name);
  error = statement ? step_once(session->sql, statement) : JET_errTableDuplicate;
  if (error >= 0)
    *ptableid = (JET_TABLEID)new_table(session, name);
  free(name);
  return error;
}

JET_ERR JET_API JetOpenTableW(JET_SESID sesid, JET_DBID dbid, const WCHAR *szTableName, const void *pvParameters, unsigned __LONG32 cbParameters, JET_GRBIT grbit, JET_TABLEID *ptableid) {
  ENTER;
  (void)pvParameters; (void)cbParameters; (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (dbid != 1 || !session->sql)
    return JET_errInvalidDatabaseId;
  char *name = utf8(szTableName);
  sqlite3_stmt *statement = prepare(session->sql, "SELECT 1 FROM sqlite_master WHERE name = 'jet_' || %Q", name);
  int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;
  error = code == SQLITE_ROW ? JET_errSuccess : code == SQLITE_DONE ? JET_errObjectNotFound : error_of(session->sql);
  sqlite3_finalize(statement);
  if (error >= 0) {
    Table *table = new_table(session, name);
    error = load(table);
    *ptableid = (JET_TABLEID)table;
  }
  free(name);
  return error;
}

static void clear_update(Table *table) {
  for (int i = 0; i < MAX_COLUMNS; i++) {
    free(table->values[i].data);
    memset(&table->values[i], 0, sizeof table->values[i]);
  }
  table->preparing = 0;
}

JET_ERR JET_API JetCloseTable(JET_SESID sesid, JET_TABLEID tableid) {
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  clear_update(table);
  table->session->tables--;
  remove_handle(&table->handle, &live_tables);
  free(table->current_key);
  free(table->key);
  free(table);
  return JET_errSuccess;
}

JET_ERR JET_API JetAddColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szColumnName, const JET_COLUMNDEF *pcolumndef, const void *pvDefault, unsigned __LONG32 cbDefault, JET_COLUMNID *pcolumnid) {
  ENTER;
  (void)pvDefault; (void)cbDefault;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (pcolumndef->cbStruct != sizeof(JET_COLUMNDEF) || table->count == MAX_COLUMNS)
    return JET_errInvalidParameter;
  char *name = utf8(szColumnName);
  Column *column = &table->columns[table->count];
  snprintf(column->name, sizeof column->name, "%s", name);
  column->type = pcolumndef->coltyp;
  column->size = pcolumndef->cbMax;
  column->grbit = pcolumndef->grbit;
  sqlite3 *sql = table->session->sql;
  sqlite3_stmt *statement = prepare(sql, "ALTER TABLE \"jet_%w\" ADD COLUMN c%d", table->name, table->count);
  error = statement ? step_once(sql, statement) : error_of(sql);
  if (error >= 0) {
    statement = prepare(sql, "INSERT INTO esent_columns VALUES(%Q, %d, %Q, %d, %d, %d)", table->name, table->count, name, (int)column->type, (int)column->size, (int)column->grbit);
    error = statement ? step_once(sql, statement) : error_of(sql);
  }
  if (error >= 0)
    *pcolumnid = (JET_COLUMNID)(0x100 + table->count++);
  free(name);
  return error;
}

JET_ERR JET_API JetCreateIndex2W(JET_SESID sesid, JET_TABLEID tableid, JET_INDEXCREATE_W *pindexcreate, unsigned __LONG32 cIndexCreate) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  /* One primary index over one ascending column. */
  if (cIndexCreate != 1 || pindexcreate->cbStruct != sizeof(JET_INDEXCREATE_W) || !(pindexcreate->grbit & BIT_INDEX_PRIMARY) || pindexcreate->szKey[0] != '+')
    return JET_errInvalidParameter;
  char *name = utf8(pindexcreate->szIndexName), *column = utf8(pindexcreate->szKey + 1);
  if (pindexcreate->cbKey != (strlen(column) + 3) * sizeof(WCHAR))
    error = JET_errInvalidParameter;
  for (int i = 0; i < table->count; i++)
    if (strcmp(table->columns[i].name, column) == 0)
      table->key_column = i;
  if (table->key_column < 0)
    error = JET_errColumnNotFound;
  if (error >= 0) {
    table->key_grbit = pindexcreate->grbit;
    table->key_most = pindexcreate->grbit & BIT_INDEX_KEY_MOST ? pindexcreate->cbKeyMost : 255;
    sqlite3 *sql = table->session->sql;
    sqlite3_stmt *statement = prepare(sql, "CREATE UNIQUE INDEX \"jet_%w_%w\" ON \"jet_%w\"(c%d)", table->name, name, table->name, table->key_column);
    error = statement ? step_once(sql, statement) : error_of(sql);
    if (error >= 0) {
      statement = prepare(sql, "INSERT INTO esent_indexes VALUES(%Q, %Q, %Q, %d, %d)", table->name, name, column, (int)table->key_grbit, (int)table->key_most);
      error = statement ? step_once(sql, statement) : error_of(sql);
    }
  }
  free(name);
  free(column);
  return error;
}

JET_ERR JET_API JetGetTableColumnInfoW(JET_SESID sesid, JET_TABLEID tableid, const WCHAR *szColumnName, void *pvResult, unsigned __LONG32 cbMax, unsigned __LONG32 InfoLevel) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (InfoLevel != JET_ColInfo || cbMax < sizeof(JET_COLUMNDEF))
    return JET_errInvalidParameter;
  char *name = utf8(szColumnName);
  error = JET_errColumnNotFound;
  for (int i = 0; i < table->count; i++)
    if (strcmp(table->columns[i].name, name) == 0) {
      JET_COLUMNDEF *definition = pvResult;
      memset(definition, 0, sizeof *definition);
      definition->cbStruct = sizeof *definition;
      definition->columnid = (JET_COLUMNID)(0x100 + i);
      definition->coltyp = table->columns[i].type;
      definition->cbMax = table->columns[i].size;
      definition->grbit = table->columns[i].grbit;
      error = JET_errSuccess;
    }
  free(name);
  return error;
}

/* ---- transactions ---- */

JET_ERR JET_API JetBeginTransaction(JET_SESID sesid) {
  ENTER;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (session->level > 0)
    return JET_errTransTooDeep; /* The product does not nest them. */
  error = run(session->sql, "BEGIN");
  if (error >= 0) {
    session->level = 1;
    session->owner = pthread_self();
  }
  return error;
}

JET_ERR JET_API JetCommitTransaction(JET_SESID sesid, JET_GRBIT grbit) {
  ENTER;
  (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (session->level == 0)
    return JET_errNotInTransaction;
  error = run(session->sql, "COMMIT");
  if (error >= 0)
    session->level = 0;
  return error;
}

JET_ERR JET_API JetRollback(JET_SESID sesid, JET_GRBIT grbit) {
  (void)grbit;
  JET_ERR error;
  Session *session = session_of(sesid, &error);
  if (!session)
    return error;
  if (session->level == 0)
    return JET_errNotInTransaction;
  if (!sqlite3_get_autocommit(session->sql))
    run(session->sql, "ROLLBACK");
  session->level = 0;
  return JET_errSuccess;
}

/* ---- going to records ---- */

static JET_ERR go(Table *table, const char *condition, const unsigned char *key, int length, JET_ERR none) {
  sqlite3 *sql = table->session->sql;
  sqlite3_stmt *statement = prepare(sql, "SELECT id, c%d FROM \"jet_%w\" %s ORDER BY c%d LIMIT 1", table->key_column, table->name, condition, table->key_column);
  if (!statement)
    return error_of(sql);
  sqlite3_bind_blob(statement, 1, key ? key : (const unsigned char *)"", length, SQLITE_TRANSIENT);
  int code = sqlite3_step(statement);
  table->has_current = code == SQLITE_ROW;
  JET_ERR result = code == SQLITE_DONE ? none : code == SQLITE_ROW ? JET_errSuccess : error_of(sql);
  if (code == SQLITE_ROW) {
    table->current = sqlite3_column_int64(statement, 0);
    int found = sqlite3_column_bytes(statement, 1);
    free(table->current_key);
    table->current_key = malloc((size_t)found + 1);
    memcpy(table->current_key, sqlite3_column_blob(statement, 1), (size_t)found);
    table->current_key_length = found;
  }
  sqlite3_finalize(statement);
  return result;
}

JET_ERR JET_API JetMakeKey(JET_SESID sesid, JET_TABLEID tableid, const void *pvData, unsigned __LONG32 cbData, JET_GRBIT grbit) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (!(grbit & BIT_NEW_KEY) || table->key_column < 0)
    return JET_errInvalidParameter;
  free(table->key);
  table->key = malloc(cbData + 1);
  if (cbData)
    memcpy(table->key, pvData, cbData);
  table->key_length = (int)cbData;
  return JET_errSuccess;
}

JET_ERR JET_API JetSeek(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (!table->key)
    return JET_errKeyNotMade;
  const char *condition = grbit == BIT_SEEK_EQ ? "WHERE c%d = ?1" : grbit == BIT_SEEK_GE ? "WHERE c%d >= ?1" : grbit == BIT_SEEK_GT ? "WHERE c%d > ?1" : NULL;
  if (!condition)
    return JET_errInvalidParameter;
  char text[64];
  snprintf(text, sizeof text, condition, table->key_column);
  error = go(table, text, table->key, table->key_length, JET_errRecordNotFound);
  if (error == JET_errSuccess && grbit == BIT_SEEK_GE && (table->current_key_length != table->key_length || memcmp(table->current_key, table->key, (size_t)table->key_length)))
    error = JET_wrnSeekNotEqual;
  free(table->key);
  table->key = NULL;
  return error;
}

JET_ERR JET_API JetMove(JET_SESID sesid, JET_TABLEID tableid, __LONG32 cRow, JET_GRBIT grbit) {
  ENTER;
  (void)grbit;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (cRow == (__LONG32)JET_MoveFirst)
    return go(table, "", NULL, 0, JET_errNoCurrentRecord);
  if (cRow != 1)
    return JET_errInvalidParameter;
  if (!table->current_key)
    return JET_errNoCurrentRecord;
  char text[64];
  snprintf(text, sizeof text, "WHERE c%d > ?1", table->key_column);
  unsigned char *from = table->current_key;
  table->current_key = NULL;
  error = go(table, text, from, table->current_key_length, JET_errNoCurrentRecord);
  free(from);
  return error;
}

/* ---- reading ---- */

static int column_of(Table *table, JET_COLUMNID columnid) {
  int column = (int)columnid - 0x100;
  return column >= 0 && column < table->count ? column : -1;
}

static JET_ERR copy_out(const void *from, size_t available, void *pvData, unsigned __LONG32 cbData, unsigned __LONG32 *pcbActual) {
  size_t length = available < cbData ? available : cbData;
  if (length)
    memcpy(pvData, from, length);
  if (pcbActual)
    *pcbActual = (unsigned __LONG32)available;
  return available > cbData ? JET_wrnBufferTruncated : JET_errSuccess;
}

JET_ERR JET_API JetRetrieveColumn(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid, void *pvData, unsigned __LONG32 cbData, unsigned __LONG32 *pcbActual, JET_GRBIT grbit, JET_RETINFO *pretinfo) {
  ENTER;
  (void)grbit;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  int column = column_of(table, columnid);
  if (column < 0)
    return JET_errColumnNotFound;
  if (pretinfo && (pretinfo->cbStruct != sizeof(JET_RETINFO) || pretinfo->itagSequence != 1))
    return JET_errInvalidParameter;
  if (!table->has_current)
    return JET_errNoCurrentRecord;
  char name[16], tbl[80];
  snprintf(name, sizeof name, "c%d", column);
  snprintf(tbl, sizeof tbl, "jet_%s", table->name);
  sqlite3 *sql = table->session->sql;
  if (table->columns[column].type == JET_coltypCurrency) {
    sqlite3_stmt *statement = prepare(sql, "SELECT %s FROM \"%w\" WHERE id = %lld", name, tbl, table->current);
    if (!statement)
      return error_of(sql);
    int code = sqlite3_step(statement);
    int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? copy_out(&value, sizeof value, pvData, cbData, pcbActual) : code == SQLITE_DONE ? JET_errRecordDeleted : error_of(sql);
  }
  sqlite3_blob *blob = NULL;
  if (sqlite3_blob_open(sql, "main", tbl, name, table->current, 0, &blob) != SQLITE_OK) {
    sqlite3_blob_close(blob);
    int code = sqlite3_errcode(sql);
    if (code != SQLITE_ERROR)
      return error_of(sql);
    sqlite3_stmt *statement = prepare(sql, "SELECT 1 FROM \"%w\" WHERE id = %lld", tbl, table->current);
    int found = statement && sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    if (pcbActual)
      *pcbActual = 0;
    return found ? WRN_COLUMN_NULL : JET_errRecordDeleted;
  }
  unsigned total = (unsigned)sqlite3_blob_bytes(blob), offset = pretinfo ? pretinfo->ibLongValue : 0;
  unsigned available = offset < total ? total - offset : 0, length = available < cbData ? available : cbData;
  if (table->columns[column].type == JET_coltypLongBinary && is_damaged(table->session->instance, offset, length)) {
    sqlite3_blob_close(blob);
    return JET_errReadVerifyFailure;
  }
  int code = length ? sqlite3_blob_read(blob, pvData, (int)length, (int)offset) : SQLITE_OK;
  error = code == SQLITE_OK ? JET_errSuccess : error_of(sql);
  sqlite3_blob_close(blob);
  if (pcbActual)
    *pcbActual = available;
  return error < 0 ? error : available > cbData ? JET_wrnBufferTruncated : JET_errSuccess;
}

/* ---- changing ---- */

JET_ERR JET_API JetPrepareUpdate(JET_SESID sesid, JET_TABLEID tableid, unsigned __LONG32 prep) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (prep == PREP_CANCEL) {
    if (!table->preparing)
      return JET_errUpdateNotPrepared;
    clear_update(table);
    return JET_errSuccess;
  }
  if (table->session->level == 0)
    return JET_errNotInTransaction;
  if (prep != PREP_INSERT && prep != PREP_REPLACE)
    return JET_errInvalidParameter;
  if (prep == PREP_REPLACE && !table->has_current)
    return JET_errNoCurrentRecord;
  clear_update(table);
  table->preparing = 1;
  table->replaces = prep == PREP_REPLACE;
  return JET_errSuccess;
}

JET_ERR JET_API JetSetColumn(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid, const void *pvData, unsigned __LONG32 cbData, JET_GRBIT grbit, JET_SETINFO *psetinfo) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  int column = column_of(table, columnid);
  if (column < 0)
    return JET_errColumnNotFound;
  if (!table->preparing)
    return JET_errUpdateNotPrepared;
  if (psetinfo)
    return JET_errInvalidParameter;
  Column *definition = &table->columns[column];
  int is_long = definition->type == JET_coltypLongBinary;
  if ((grbit & BIT_APPEND_LV) && !is_long)
    return JET_errInvalidParameter;
  if (definition->type == JET_coltypCurrency && cbData != 8)
    return JET_errInvalidBufferSize;
  if (definition->type == JET_coltypBinary && cbData > (definition->size ? definition->size : 255))
    return JET_errColumnTooBig;
  Value *value = &table->values[column];
  size_t keeps = grbit & BIT_APPEND_LV ? value->length : 0;
  unsigned char *grown = realloc(value->data, keeps + cbData + 1);
  if (!grown)
    return JET_errOutOfMemory;
  value->data = grown;
  if (cbData)
    memcpy(grown + keeps, pvData, cbData);
  value->length = keeps + cbData;
  value->set = 1;
  value->is_null = value->length == 0;
  return JET_errSuccess;
}

static JET_ERR check_key(Table *table) {
  Value *key = &table->values[table->key_column];
  if (!key->set)
    return table->replaces ? JET_errSuccess : ERR_NULL_INVALID;
  /* Eight bytes of a key become nine, and one stands in front. */
  size_t length = 1 + (key->length + 7) / 8 * 9;
  return length > table->key_most && (table->key_grbit & BIT_INDEX_NO_TRUNCATION) ? ERR_TRUNCATED : JET_errSuccess;
}

static sqlite3_stmt *update_of(Table *table) {
  sqlite3 *sql = table->session->sql;
  if (!table->replaces)
    return prepare(sql, "INSERT INTO \"jet_%w\"(c0, c1, c2, c3) VALUES(?1, ?2, ?3, ?4)", table->name);
  char sets[512] = "";
  for (int i = 0; i < table->count; i++)
    if (table->values[i].set) {
      size_t used = strlen(sets);
      snprintf(sets + used, sizeof sets - used, "%sc%d = ?%d", used ? ", " : "", i, i + 1);
    }
  return prepare(sql, "UPDATE \"jet_%w\" SET %s WHERE id = %lld", table->name, sets, table->current);
}

JET_ERR JET_API JetUpdate(JET_SESID sesid, JET_TABLEID tableid, void *pvBookmark, unsigned __LONG32 cbBookmark, unsigned __LONG32 *pcbActual) {
  ENTER;
  (void)pvBookmark; (void)cbBookmark; (void)pcbActual;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (!table->preparing)
    return JET_errUpdateNotPrepared;
  error = check_key(table);
  for (int i = 0; i < table->count && error >= 0; i++)
    if ((table->columns[i].grbit & BIT_COLUMN_NOT_NULL) && !table->replaces && !table->values[i].set)
      error = ERR_NULL_INVALID;
  if (error < 0)
    return error;
  sqlite3 *sql = table->session->sql;
  sqlite3_stmt *statement = update_of(table);
  if (!statement)
    return error_of(sql);
  for (int i = 0; i < table->count; i++) {
    Value *value = &table->values[i];
    if (!value->set || value->is_null)
      sqlite3_bind_null(statement, i + 1);
    else if (table->columns[i].type == JET_coltypCurrency)
      sqlite3_bind_int64(statement, i + 1, *(int64_t *)value->data);
    else
      sqlite3_bind_blob64(statement, i + 1, value->data, value->length, SQLITE_STATIC);
  }
  error = step_once(sql, statement);
  if (error >= 0)
    clear_update(table);
  return error;
}

JET_ERR JET_API JetDelete(JET_SESID sesid, JET_TABLEID tableid) {
  ENTER;
  JET_ERR error;
  Table *table = table_of(sesid, tableid, &error);
  if (!table)
    return error;
  if (!table->has_current)
    return JET_errNoCurrentRecord;
  sqlite3 *sql = table->session->sql;
  sqlite3_stmt *statement = prepare(sql, "DELETE FROM \"jet_%w\" WHERE id = %lld", table->name, table->current);
  return statement ? step_once(sql, statement) : error_of(sql);
}
