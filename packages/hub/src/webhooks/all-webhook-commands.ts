import { commandList } from '../command-list.ts';
import {
  addDeliveries,
  askDelivery,
  endDelivery,
  pruneDeliveries,
  recordAttempt,
  recordCallback,
} from './delivery-commands.ts';
import {
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from './webhook-commands.ts';

export const webhookCommands = commandList(
  createWebhook,
  updateWebhook,
  rotateWebhookSecret,
  deleteWebhook,
  addDeliveries,
  askDelivery,
  recordAttempt,
  endDelivery,
  recordCallback,
  pruneDeliveries,
);
