/* The API's own documentation, drawn from its definition without another host. */
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

SwaggerUI({ dom_id: '#docs', url: '/api/openapi.json', deepLinking: true, validatorUrl: null });
