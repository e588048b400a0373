/**
 * Stores of flag definitions: a database table, a file, a web server, or memory. A store reads in
 * the background and publishes one immutable set after another; a request reads the last one with
 * one volatile read and never waits. This package uses the model, the reader of documents and
 * {@code internal.jdbc}, and nothing of requests.
 *
 * <p><b>One read of the database.</b>
 *
 * <ol>
 *   <li>{@code ChangeFollower} polls on its own thread. If the store listens, {@code
 *       NotificationListener} calls it on a second thread after each notification. Both call {@code
 *       Transactions.look}, which opens a transaction that takes no lock.
 *   <li>{@code TableSnapshot} is this node's copy of the tables. Its method {@code load} reads the
 *       version and, unless that rules out a change, all rows. {@code ParsedTables} parses the
 *       changed rows into {@code ParsedRow}, and {@code LenientFlagSet} makes a valid set from
 *       them. No lock is held; only a third attempt holds the snapshot's lock.
 *   <li>Under the snapshot's lock the reading replaces the known state, unless another thread has
 *       changed that since. The set with the {@code UnwrittenActs} applied is published, and
 *       enqueued at {@code Watchers}.
 *   <li>After the transaction and without a lock, the thread calls the engines. Other watchers run
 *       on threads of their own.
 * </ol>
 *
 * <p><b>One write to the database.</b>
 *
 * <ol>
 *   <li>{@code JdbcFlagStore} calls {@code Transactions} on the caller's thread. {@code Prepared}
 *       parses and renders the definition before there is a connection.
 *   <li>{@code Transaction} locks the row of the version, then the rows of the definitions that it
 *       changes unless the first lock covers them, until the commit, so the writers of all nodes
 *       take turns. While it holds that lock, it never waits for the snapshot's lock.
 *   <li>{@code TableWriter} compares the revision and validates the set. {@code Transaction} writes
 *       the row, and {@code HistoryTable} its entry in the history.
 *   <li>After the commit {@code TableSnapshot.follow} applies the {@code WriteSet} under the
 *       snapshot's lock, or the tables are read again. Then the caller's thread calls all watchers.
 * </ol>
 *
 * <p>{@code SafetyActs} first puts a kill in force under the snapshot's lock and calls the engines,
 * then writes it in the same way. {@code ChangeFollower} retries unwritten acts, and writes the
 * steps and outside changes that {@code ColumnSync} finds if it gets the version's lock without
 * waiting.
 *
 * <p><b>The order of locks.</b> Row of the version, then row of the definition; both are released
 * by the commit. Then the snapshot's lock, released before a watcher is called. In the engine's
 * watcher {@code Turns}, which no thread waits for, then {@code compiling}, then {@code arrivals}
 * of {@code Engine}. Only the third reading of {@code TableSnapshot.load} uses a connection under
 * the snapshot's lock, and it takes no lock of a row.
 *
 * <p><b>Files and memory.</b> {@code LocalFlagStore} reads, edits and replaces its origin as a
 * whole. {@code FileFlagStore} does so on the single thread of {@code FileWork}. While it replaces
 * the file it holds a {@code WriteLock}, a permit within the process and then a lock of a file,
 * against other stores of this process and others. The lock of {@code LocalFlagStore} guards only
 * the published set: it is taken after the {@code WriteLock} has been released, never inside it. A
 * kill takes it first, releases it, calls the engines, and then writes.
 *
 * <p><b>A web server.</b> {@code HttpFlagStore} asks {@code HttpSource} for the document on its one
 * polling thread, which alone publishes sets; {@code BoundedBody} bounds a response. No lock.
 */
@NullMarked
package dev.jackstaff.store;

import org.jspecify.annotations.NullMarked;
