import { parentPort, workerData } from 'node:worker_threads';
import { makeSnapshot, type SnapshotJob } from './makeSnapshot';

// Entry of a thread that makes one snapshot and ends. An error ends it too, and the store hears of it.
await makeSnapshot(workerData as SnapshotJob);
parentPort?.postMessage('done');
