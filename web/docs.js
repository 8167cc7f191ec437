/* The API's own documentation, drawn from one of its definitions without another host. */
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

const older = new URLSearchParams(location.search).get('openapi') === '3.0';
const here = document.querySelector(`#definitions a:${older ? 'last' : 'first'}-child`);

here.setAttribute('aria-current', 'page');
SwaggerUI({
  dom_id: '#docs',
  url: older ? '/api/openapi-3.0.json' : '/api/openapi.json',
  deepLinking: true,
  validatorUrl: null,
});
