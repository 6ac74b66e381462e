import {
  discardFailedJob,
  parkJob,
  postponeJob,
  releaseJobs,
  renewJobs,
  retryFailedJob,
} from './job-commands.ts';
import {
  addPeriodicJobs,
  beginPeriodicJob,
  endPeriodicJob,
  renewPeriodicJob,
  runPeriodicJobNow,
} from './periodic-commands.ts';

export const jobCommands = [
  renewJobs,
  releaseJobs,
  postponeJob,
  parkJob,
  retryFailedJob,
  discardFailedJob,
  addPeriodicJobs,
  beginPeriodicJob,
  renewPeriodicJob,
  endPeriodicJob,
  runPeriodicJobNow,
] as const;
