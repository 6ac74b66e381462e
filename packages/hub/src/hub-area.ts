import type { RouteDefinition } from './api/hub-router.ts';
import type { JobHandler, PeriodicJob } from './jobs/job.ts';

/** A part of the hub: what it serves, and what it does beside. */
export interface HubArea {
  readonly routes: readonly RouteDefinition[];
  readonly jobs?: readonly JobHandler[];
  readonly periodic?: readonly PeriodicJob[];
  /** Ends answers that would not end by themselves: the process is to end. */
  drain?(): void;
}
