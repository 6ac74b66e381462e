import { Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { type PageRoute, pageRoutes } from '../app/routes.ts';
import { NotFound } from '../components/not-found.tsx';
import { ConnectionNotices } from './connection-notices.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { SignedIn } from './signed-in.tsx';
import { SkipLink } from './skip-link.tsx';
import { mainId, useRouteFocus } from './use-route-focus.ts';

/** What stands around every page. */
export function Shell() {
  const [location] = useLocation();
  useRouteFocus(location);
  return (
    <div className="sw-shell">
      <SkipLink />
      <Header />
      <ConnectionNotices />
      <main id={mainId} className="sw-main" tabIndex={-1}>
        <ErrorBoundary resetKey={location}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              {pageRoutes.map((route) => (
                <Route key={route.path} path={route.path}>
                  <RoutedPage route={route} />
                </Route>
              ))}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
    </div>
  );
}

function RoutedPage({ route }: { route: PageRoute }) {
  const Page = route.page;
  return route.signedIn ? (
    <SignedIn>
      <Page />
    </SignedIn>
  ) : (
    <Page />
  );
}
