import { z } from 'zod';
import { anyone } from './route-access.ts';
import { contract } from './route-contract.ts';

/** Docker Hub's categories of repositories, by the word that stands for each in addresses. */
export const categoryNames = {
  'api-management': 'API Management',
  'content-management-system': 'Content Management System',
  'data-science': 'Data Science',
  'databases-and-storage': 'Databases & Storage',
  'languages-and-frameworks': 'Languages & Frameworks',
  'integration-and-delivery': 'Integrations & Delivery',
  'internet-of-things': 'Internet of Things',
  'machine-learning-and-ai': 'Machine Learning & AI',
  'message-queues': 'Message Queues',
  'monitoring-and-observability': 'Monitoring & Observability',
  networking: 'Networking',
  'operating-systems': 'Operating Systems',
  security: 'Security',
  'web-servers': 'Web Servers',
  'web-analytics': 'Web Analytics',
} as const;

export type CategorySlug = keyof typeof categoryNames;

export const categorySlugs = Object.keys(categoryNames) as [CategorySlug, ...CategorySlug[]];

export const categorySchema = z.object({ name: z.string(), slug: z.string() });

export type Category = z.infer<typeof categorySchema>;

/** What repositories are about. */
export const categoryRoutes = {
  list: contract({
    id: 'category.list',
    method: 'GET',
    path: '/v2/categories',
    tag: 'Search',
    summary: 'List the categories of repositories',
    access: anyone,
    answers: { 200: { description: 'All of them', schema: z.array(categorySchema) } },
  }),
};
