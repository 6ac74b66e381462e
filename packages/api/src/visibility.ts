import { z } from 'zod';

export const visibilitySchema = z.enum(['public', 'private']);
