import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A page, loaded when it is gone to. Its component reads the path's parameters by `useParams`. */
export interface PageRoute {
  readonly path: string;
  readonly page: LazyExoticComponent<ComponentType>;
  /** Only for somebody signed in: others are led to signing in, and back. */
  readonly signedIn?: boolean;
}

function page<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** Every page of the site, the first that matches wins. Further parts of the site add theirs here. */
export const pageRoutes: readonly PageRoute[] = [
  { path: '/', page: page(() => import('../home/home-page.tsx'), 'HomePage') },
  { path: '/explore', page: page(() => import('../explore/explore-page.tsx'), 'ExplorePage') },
  {
    path: '/new',
    page: page(() => import('../new-repository/new-repository-page.tsx'), 'NewRepositoryPage'),
    signedIn: true,
  },
  {
    path: '/u/:namespace',
    page: page(() => import('../namespace/namespace-page.tsx'), 'NamespacePage'),
  },
  {
    path: '/r/:namespace/:name/*?',
    page: page(() => import('../repository/repository-page.tsx'), 'RepositoryPage'),
  },
  { path: '/docs/api', page: page(() => import('../api-docs/api-docs-page.tsx'), 'ApiDocsPage') },
  { path: '/sign-in', page: page(() => import('../sign-in/sign-in-page.tsx'), 'SignInPage') },
  { path: '/sign-up', page: page(() => import('../sign-in/sign-up-page.tsx'), 'SignUpPage') },
  {
    path: '/sign-up/openid',
    page: page(() => import('../sign-in/openid-sign-up-page.tsx'), 'OpenidSignUpPage'),
  },
  {
    path: '/verify-email',
    page: page(() => import('../sign-in/verify-email-page.tsx'), 'VerifyEmailPage'),
  },
  {
    path: '/forgot-password',
    page: page(() => import('../sign-in/forgot-password-page.tsx'), 'ForgotPasswordPage'),
  },
  {
    path: '/reset-password',
    page: page(() => import('../sign-in/reset-password-page.tsx'), 'ResetPasswordPage'),
  },
  { path: '/invite', page: page(() => import('../sign-in/invitation-page.tsx'), 'InvitationPage') },
  {
    path: '/account/:part?',
    page: page(() => import('../account/account-page.tsx'), 'AccountPage'),
    signedIn: true,
  },
  {
    path: '/new-organization',
    page: page(() => import('../organization/new-organization-page.tsx'), 'NewOrganizationPage'),
    signedIn: true,
  },
  {
    path: '/orgs/:org/:part?/:item?',
    page: page(() => import('../organization/organization-page.tsx'), 'OrganizationPage'),
    signedIn: true,
  },
  {
    path: '/admin/:part?',
    page: page(() => import('../admin/admin-page.tsx'), 'AdminPage'),
    signedIn: true,
  },
  // Last: any other two segments are a repository's name, as one types it to pull.
  {
    path: '/_/:name',
    page: page(() => import('../namespace/bare-name-page.tsx'), 'OfficialNamePage'),
  },
  {
    path: '/:namespace/:name',
    page: page(() => import('../namespace/bare-name-page.tsx'), 'BareNamePage'),
  },
];
