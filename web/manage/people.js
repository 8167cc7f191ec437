/* People: who may write, and the links that let them in. A link is shown once and works once. */
import { html, nothing } from 'lit-html';
import { getJson, send } from '../core/api.js';
import { named } from '../core/words.js';
import { choice, field, refusal, textInput, when } from './fields.js';
import { attempt } from './sending.js';

const NOBODY = Object.freeze({ name: '', role: 'contributor', organisation: '' });
export const initialPeople = Object.freeze({ users: null, fresh: NOBODY, link: null, copied: false, error: null, busy: '' });

const ROLE_KEYS = { contributor: 'manage.role.contributor', reviewer: 'manage.role.reviewer', keeper: 'manage.role.keeper' };
const ROLE_MAY_KEYS = { contributor: 'manage.role.contributor.may', reviewer: 'manage.role.reviewer.may', keeper: 'manage.role.keeper.may' };

export const roleName = ({ t }, role) => (ROLE_KEYS[role] ? t(ROLE_KEYS[role]) : role);

const pathOf = (name) => `/api/users/${encodeURIComponent(name)}`;

export function peopleActions(store) {
  const now = () => store.get().people;
  const set = (patch) => store.set({ people: patch });

  async function load() {
    const answer = await attempt(store, 'people', () => getJson('/api/users'));
    if (answer) set({ users: answer.users });
  }
  const shown = (name, { link }) => set({ link: link && { name, link: new URL(link, location.href).href }, copied: false });

  return {
    loadPeople: load,
    setPeople: set,
    async addUser() {
      const { fresh } = now();
      const answer = await attempt(store, 'people', () => send('POST', '/api/users', { json: fresh }), 'adding');
      if (!answer) return;
      shown(fresh.name, answer);
      set({ fresh: NOBODY });
      await load();
    },
    async makeLink(name) {
      const answer = await attempt(store, 'people', () => send('POST', `${pathOf(name)}/link`, { json: {} }), 'adding');
      if (answer) shown(name, answer);
    },
    async endUser(name) {
      await attempt(store, 'people', () => send('POST', `${pathOf(name)}/end`, { json: {} }), 'ending');
      if (!now().error) await load();
    },
    async copyLink() {
      await navigator.clipboard?.writeText(now().link.link).then(() => set({ copied: true }), () => {});
    },
  };
}

function linkPart({ t, act }, { link, copied }) {
  if (!link) return nothing;
  return html`<div class="keep-done" role="status"><p>${t('manage.people.link', { name: link.name })}</p>
    <p class="keep-link"><input class="keep-input" readonly .value=${link.link} aria-label=${t('manage.people.address')} @focus=${({ target }) => target.select()} />
    <button type="button" class="button" @click=${() => act.copyLink()}>${t(copied ? 'manage.people.copied' : 'manage.people.copy')}</button></p></div>`;
}

function addForm(context, { fresh, busy }) {
  const { t, act, agencies, acronym, lang } = context;
  const set = (name) => (value) => act.setPeople({ fresh: { ...fresh, [name]: value } });
  const who = [['', t('manage.unset')], ...(agencies ?? []).map((one) => [one.agency_id, `${acronym(one.agency_id)} · ${named(one, 'name', lang)}`])];
  return html`<section aria-labelledby="add-user"><h2 id="add-user">${t('manage.people.add')}</h2>
    <form class="keep-row" @submit=${(event) => { event.preventDefault(); act.addUser(); }}>
      ${field(t('manage.people.name'), textInput({ value: fresh.name, onInput: set('name'), required: true, max: 80 }))}
      ${field(t('manage.people.role'), choice({ value: fresh.role, options: Object.entries(ROLE_KEYS).map(([role, key]) => [role, t(key)]), onChange: set('role') }))}
      ${fresh.role === 'contributor' ? field(t('manage.field.agency'), choice({ value: fresh.organisation, options: who, onChange: set('organisation') })) : nothing}
      <button class="button button--main" aria-disabled=${busy === 'adding' ? 'true' : 'false'}>${t('manage.people.makeLink')}</button></form>
    <p class="quiet">${t(ROLE_MAY_KEYS[fresh.role])} ${t('manage.people.data')}</p></section>`;
}

function user(context, { name, role, organisation, active, created_at: created }) {
  const { t, act, session, acronym } = context;
  const what = [roleName(context, role), organisation && acronym(organisation)].filter(Boolean).join(', ');
  return html`<li class="people__one"><span class="people__name"><strong>${name}</strong> <span class="quiet">${what}${created ? html` · ${t('manage.people.since')} ${when(context, created)}` : nothing}</span></span>
    <span class="people__ways">${active
      ? html`<button type="button" class="link-button" @click=${() => act.makeLink(name)}>${t('manage.people.newLink')}</button>
        ${name === session.name ? nothing : html`<button type="button" class="link-button" @click=${() => act.endUser(name)}>${t('manage.people.end')}</button>`}`
      : html`<span class="quiet">${t('manage.people.ended')}</span>`}</span></li>`;
}

export function peopleTab(context, state) {
  const { t } = context;
  const { users, error } = state;
  return html`${refusal(context, error)}${linkPart(context, state)}${addForm(context, state)}
    <section aria-labelledby="users"><h2 id="users">${t('manage.people.title')}</h2>${users
      ? html`<ul class="people">${users.map((one) => user(context, one))}</ul>`
      : html`<p class="quiet">${t('value.loading')}</p>`}</section>`;
}
