import type { Alert } from '../../domain/alert.ts';
import type { AlertView } from '../_kit/alert-view/alert-view.ts';
import { shown } from '../_kit/alert-view/lines.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { flatPlaces } from '../_kit/flat-places.ts';
import { operatorLinks, type Page, pagerDetails, withoutAngles } from '../_kit/paging/paging.ts';

export const ENTITY_MAX = 512;
export const DESCRIPTION_MAX = 15_000;

/** Both are shown with what HTML they hold (FIELDS_DOCS). */
export const text = (value: string, max: number): string => cutUnits(withoutAngles(value), max);

/** The most urgent first, so that what is cut is what can be looked up. */
export const descriptionOf = (view: AlertView): string =>
  text(
    pagerDetails(view)
      .map(([name, value]) => (value.includes('\n') ? `${name}:\n${value}` : `${name}: ${value}`))
      .join('\n\n'),
    DESCRIPTION_MAX,
  );

const LINK_MAX = 2000;
const VALUE_MAX = 500;

export function detailsOf({ alert, view }: Page): Record<string, string> {
  const { link, record } = view;
  const address = (url = ''): string => (url.length > LINK_MAX ? '' : url);
  const values = {
    'Tocsin alert': text(view.id, VALUE_MAX),
    severity: alert.severity,
    action: alert.action,
    product: text(view.product, VALUE_MAX),
    source: text(view.source, VALUE_MAX),
    type: text(shown(alert.type), VALUE_MAX),
    'Open in Tocsin': address(record?.url),
    'Vendor’s console': address(link?.url),
  };
  return { ...operatorLinks(view), ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) };
}

export function entityOf(alert: Alert): string | undefined {
  const { host, workload, pod, cluster, resource } = flatPlaces(alert);
  return [host, workload, pod, cluster, resource, alert.source]
    .map((value) => text(shown(value ?? ''), ENTITY_MAX))
    .find((value) => value !== '');
}
