import { runJobsProcess } from './run-jobs-process.ts';

runJobsProcess();
